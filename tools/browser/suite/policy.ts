import { minimise, type PolicyInput, permissions } from "@safepassage/policy";
import { type DecodedMessage, PURPOSES } from "@safepassage/schema";
import { outcome } from "./outcome.ts";
import { scenarioMessages } from "./scenarios.ts";
import type { Vectors } from "./vectors.ts";

/** Every message of the scenarios under every purpose, with its consents and without. */
export function cases(vectors: Vectors): Record<string, unknown> {
  return Object.fromEntries(
    scenarioMessages(vectors).flatMap(({ name, message, history, ...known }) =>
      PURPOSES.flatMap(({ id }) =>
        [known.consents, []].map((consents) => {
          const clear = { ...message.clear, "env.purpose": id };
          const input: PolicyInput = {
            ...known,
            consents,
            exchange: history.exchange ?? [],
            message: { ...message, clear } as unknown as DecodedMessage,
          };
          return [
            `${name} for ${id}, ${consents.length} consents`,
            {
              permissions: outcome(() => permissions(input)),
              minimised: outcome(() => minimise(input)),
            },
          ];
        }),
      ),
    ),
  );
}
