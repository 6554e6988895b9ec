import { described, parseForm, refuse, textSchema } from "@safepassage/schema/form";
import * as z from "zod";

/** The configuration of a gateway: its agency, its registry and its ports. */
export interface GatewayConfig {
  /** Entity id of the agency. */
  readonly entity: string;
  /** Address of the registry of agencies. */
  readonly registry: string;
  /** Port for other agencies; 0 lets the system choose. */
  readonly port: number;
  /** Port for the agency's own systems, on loopback. */
  readonly localPort: number;
}

/**
 * Reads a configuration, strictly.
 *
 * @throws SchemaError `SCHEMA_INVALID` with every issue.
 */
export function parseGatewayConfig(input: unknown): GatewayConfig {
  return parseForm(gatewayConfigSchema(), input);
}

/** The zod type of a {@link GatewayConfig}. */
export function gatewayConfigSchema(): z.ZodType<GatewayConfig> {
  const port = (says: string) => described(z.int().min(0).max(65_535), says);
  const schema = z
    .strictObject({
      entity: described(
        textSchema({ t: "agency" }),
        "the entity id of your agency, such as https://ngo-b.test",
      ),
      registry: described(
        z
          .string()
          .max(512)
          .regex(/^https?:\/\//)
          .refine(URL.canParse),
        "the address of the registry, such as https://registry.test/registry",
      ),
      port: port("the port for other agencies; 0 lets the system choose"),
      localPort: port("another port, for your own systems; 0 lets the system choose"),
    })
    .check(checkPorts);
  return described(schema, "the configuration of a gateway");
}

function checkPorts(
  payload: z.core.ParsePayload<{ readonly port: number; readonly localPort: number }>,
): void {
  const { port, localPort } = payload.value;
  if (port === localPort && port !== 0) {
    refuse(payload, "CONTRADICTORY", ["localPort"], "Choose another port than that for others.");
  }
}
