import { described, parseForm, refuse, textSchema } from "@safepassage/schema/form";
import * as z from "zod";

/** The zod type of `agency.json`, which says who an agency is. */
export function agencyConfigSchema() {
  const schema = z.strictObject({
    entity: entityId(),
    registry: described(
      z.string().min(1).max(2048),
      "the signed registry: its address, or the path of its file from this folder",
    ),
    registryMaxAgeDays: described(
      z.int().min(1).max(3650),
      "how many days after its issue the registry is used; left out, 14",
    ).optional(),
  });
  return described(schema, "who an agency is, and where its registry is");
}

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
      entity: entityId(),
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

const entityId = () =>
  described(
    textSchema({ t: "agency" }),
    "the entity id of your agency, such as https://ngo-b.test",
  );
