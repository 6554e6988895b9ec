export { describeField } from "./describe-field.ts";
export {
  buildJsonSchema,
  type DocumentHead,
  describeJsonSchema,
  describeType,
  isJsonSchemaName,
  type JsonSchemaName,
  jsonSchemaId,
  jsonSchemaNames,
} from "./documents.ts";
export type { JsonSchema } from "./json-schema.ts";
export { printJsonSchema } from "./print.ts";
export { UNSAID, type UnsaidRule } from "./unsaid.ts";
