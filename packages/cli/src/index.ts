export { CLI_ERRORS, CliError, type CliErrorCode } from "./cli-error.ts";
export { EXIT, type Exit, type OutputFile, type Outside } from "./command.ts";
export { FILE_SCHEMAS, type FileSchema } from "./file-schemas.ts";
export { run } from "./program.ts";
export { buildJudgementSchema } from "./validate/judgement-schema.ts";
