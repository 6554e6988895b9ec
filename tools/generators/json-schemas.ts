import { buildJudgementSchema, FILE_SCHEMAS } from "@safepassage/cli";
import { buildJsonSchema, jsonSchemaNames, printJsonSchema } from "@safepassage/schema/json-schema";
import type { Page } from "./page.ts";

/** The JSON Schemas, as files for who does not run this code. */
export const jsonSchemaPages: readonly Page[] = [
  ...jsonSchemaNames().map((name) => ({
    path: `packages/schema/json-schemas/${name}.json`,
    render: () => printJsonSchema(buildJsonSchema(name)),
  })),
  {
    path: "packages/cli/json-schemas/judgement.json",
    render: () => printJsonSchema(buildJudgementSchema()),
  },
  ...FILE_SCHEMAS.map((schema) => ({
    path: `packages/cli/json-schemas/${schema.name}.json`,
    render: async () => printJsonSchema(await schema.build()),
  })),
];
