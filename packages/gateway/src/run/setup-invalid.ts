import type { Finding } from "../findings/finding.ts";
import { GatewayError } from "../http/gateway-error.ts";

/** Makes the error of a gateway that does not start, with everything that a person has to mend. */
export function setupInvalid(findings: readonly Finding[]): GatewayError {
  const many = findings.length === 1 ? "one mistake" : `${findings.length} mistakes`;
  const told = findings.map(({ file, place = "", sentence }) => `${file}${place}: ${sentence}`);
  return new GatewayError("GATEWAY_SETUP_INVALID", `${many}. ${told.join(" ")}`, {
    details: { findings },
  });
}
