export { describeField } from "./describe-field.ts";
export {
  buildJsonSchema,
  type DocumentHead,
  describeChecks,
  describeJsonSchema,
  describeType,
  isJsonSchemaName,
  type JsonSchemaName,
  jsonSchemaId,
  jsonSchemaNames,
  type SaidPart,
  sentenceOf,
} from "./documents.ts";
export type { JsonSchema } from "./json-schema.ts";
export { alike } from "./patterns.ts";
export { printJsonSchema } from "./print.ts";
export { UNSAID, type UnsaidRule } from "./unsaid.ts";
