export { CLI_ERRORS, CliError, type CliErrorCode } from "./errors/cli-error.ts";
export { EXIT, type Exit, type OutputFile, type Outside } from "./io/command.ts";
export { run } from "./program.ts";
export { FILE_SCHEMAS, type FileSchema } from "./schemas/file-schemas.ts";
export { buildJudgementSchema } from "./validate/judgement-schema.ts";
