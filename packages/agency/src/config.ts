import { described, parseForm, refuse, textSchema } from "@safepassage/schema/form";
import * as z from "zod";

/** The configuration of a gateway: its agency, its registry and its ports. */
export type GatewayConfig = Readonly<z.infer<ReturnType<typeof gatewayConfigSchema>>>;

/**
 * Reads a configuration, strictly.
 *
 * @throws SchemaError `SCHEMA_INVALID` with every issue.
 */
export function parseGatewayConfig(input: unknown): GatewayConfig {
  return parseForm(gatewayConfigSchema(), input);
}

/** The zod type of a {@link GatewayConfig}. */
export function gatewayConfigSchema() {
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
    .check((payload) => {
      const { port, localPort } = payload.value;
      if (port !== localPort || port === 0) return;
      const fix = "Choose another port than that for others.";
      refuse(payload, "CONTRADICTORY", ["localPort"], fix);
    });
  return described(schema, "the configuration of a gateway");
}
