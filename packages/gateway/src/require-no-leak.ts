import type { Draft } from "@safepassage/schema";
import { type Finding, findLeaks } from "@safepassage/validator";
import { GatewayError } from "./gateway-error.ts";

/**
 * Checks that nothing that was withheld stands in another place of what is left.
 *
 * @returns warnings: places where somebody should look.
 * @throws {@link GatewayError} `GATEWAY_DRAFT_REFUSED`, with the findings as details.
 */
export function requireNoLeak(whole: Draft, minimised: Draft): readonly Finding[] {
  const findings = findLeaks({ held: whole.body, message: minimised });
  if (!findings.some(({ severity }) => severity === "error")) return findings;
  throw new GatewayError("GATEWAY_DRAFT_REFUSED", `${findings.length} findings`, {
    details: { verdict: "reject", findings },
  });
}
