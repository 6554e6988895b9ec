import { tellFaults } from "@safepassage/agency/node";
import type { Finding } from "../findings/finding.ts";
import { GatewayError } from "../http/gateway-error.ts";

/** Makes the error of a gateway that does not start, with everything that a person has to mend. */
export function setupInvalid(findings: readonly Finding[]): GatewayError {
  const details = { findings };
  return new GatewayError("GATEWAY_SETUP_INVALID", tellFaults(findings), { details });
}
