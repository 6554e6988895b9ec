import type { DocumentHead, JsonSchema } from "@safepassage/schema/json-schema";

/** The JSON Schema of a file that a person writes. */
export interface FileSchema extends DocumentHead {
  /** Builds it, and loads the package of its type only then. */
  build(): Promise<JsonSchema>;
}

/** The JSON Schemas of what people write: requests, statements, registries, configurations. */
export const FILE_SCHEMAS: readonly FileSchema[] = [
  {
    name: "request",
    title: "Request",
    description: "Which case of a file goes to whom, for what and on what ground.",
    async build() {
      const { caseRequestSchema } = await import("@safepassage/htcds");
      return describe(this, caseRequestSchema());
    },
  },
  {
    name: "draft-request",
    title: "Draft request",
    description: "What a case system asks its gateway to send.",
    async build() {
      const { DraftRequest } = await import("@safepassage/agency");
      return describe(this, DraftRequest);
    },
  },
  {
    name: "gateway-config",
    title: "Configuration of a gateway",
    description: "Who runs a gateway, where it asks and where it listens.",
    async build() {
      const { gatewayConfigSchema } = await import("@safepassage/agency");
      return describe(this, gatewayConfigSchema());
    },
  },
  {
    name: "statement",
    title: "Statement",
    description: "What an importing agency states about its own case file.",
    async build() {
      const { importStatementSchema } = await import("@safepassage/htcds");
      return describe(this, importStatementSchema());
    },
  },
  {
    name: "registry",
    title: "Registry of agencies",
    description: "What each agency is by law, with which keys, and where its gateway is.",
    async build() {
      const { registrySchema } = await import("@safepassage/trust");
      return describe(this, registrySchema());
    },
  },
];

async function describe(
  { name, title, description }: DocumentHead,
  type: Parameters<Describe>[1],
): Promise<JsonSchema> {
  const { describeType } = await import("@safepassage/schema/json-schema");
  return describeType({ name, title, description }, type);
}

type Describe = typeof import("@safepassage/schema/json-schema")["describeType"];
