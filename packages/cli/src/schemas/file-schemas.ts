import type { DocumentHead, JsonSchema } from "@safepassage/schema/json-schema";

/** The JSON Schema of a file that a person writes. */
export interface FileSchema extends DocumentHead {
  /** Builds it, and loads the package of its type only then. */
  build(): Promise<JsonSchema>;
}

/** The JSON Schemas of what people write: requests, statements, registries, configurations. */
export const FILE_SCHEMAS: readonly FileSchema[] = [
  describe(
    "request",
    "Request",
    "Which case of a file goes to whom, for what and on what ground.",
    async () => (await import("@safepassage/htcds")).caseRequestSchema(),
  ),
  describe(
    "draft-request",
    "Draft request",
    "What a case system asks its gateway to send.",
    async () => (await import("@safepassage/agency")).DraftRequest,
  ),
  describe(
    "agency-config",
    "Configuration of an agency",
    "Who an agency is, where its registry is, and how its gateway runs: agency.json in its folder.",
    async () => (await import("@safepassage/agency")).agencyConfigSchema(),
  ),
  describe(
    "statement",
    "Statement",
    "What an importing agency states about its own case file.",
    async () => (await import("@safepassage/htcds")).importStatementSchema(),
  ),
  describe(
    "registry",
    "Registry of agencies",
    "What each agency is by law, with which keys, and where its gateway is.",
    async () => (await import("@safepassage/trust")).registrySchema(),
  ),
];

type Type = Parameters<typeof import("@safepassage/schema/json-schema")["describeType"]>[1];

function describe(
  name: string,
  title: string,
  description: string,
  type: () => Promise<Type>,
): FileSchema {
  return {
    name,
    title,
    description,
    async build() {
      const { describeType } = await import("@safepassage/schema/json-schema");
      return describeType({ name, title, description }, await type());
    },
  };
}
