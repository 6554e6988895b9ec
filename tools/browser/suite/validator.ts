import { validate } from "@safepassage/validator";
import type { Vectors } from "../suite.ts";
import { outcome } from "./outcome.ts";
import { scenarioMessages, variants } from "./scenarios.ts";

/** Every message of the scenarios at every tier, and damaged in many ways at the first. */
export function cases(vectors: Vectors): Record<string, unknown> {
  return Object.fromEntries(
    scenarioMessages(vectors).flatMap((judged) => {
      const { name, message, now, agreement, consents, registry, history } = judged;
      const context = { message, now, agreement, consents, authorisations: [], registry };
      return [
        ...variants(judged).map(([variant, value]) => [
          `schema ${variant}`,
          outcome(() => validate({ message: value, tier: "schema", now })),
        ]),
        [`context ${name}`, outcome(() => validate({ ...context, tier: "context" }))],
        [`state ${name}`, outcome(() => validate({ ...context, history, tier: "state" }))],
      ];
    }),
  );
}
