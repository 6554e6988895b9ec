export { CLI_ERRORS, CliError, type CliErrorCode } from "./cli-error.ts";
export { EXIT, type Exit, type Io } from "./command.ts";
export { run } from "./program.ts";
