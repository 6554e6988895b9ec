import { CliError } from "../errors/cli-error.ts";

/** Refuses options that would be ignored: someone would believe that they had an effect. */
export function requireWithout(options: object, names: readonly string[], why: string): void {
  const given = new Map(Object.entries(options));
  const stray = names.find((name) => given.get(name) !== undefined);
  if (stray === undefined) return;
  const option = stray.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new CliError("CLI_OPTION_INVALID", `--${option} means nothing ${why}`);
}
