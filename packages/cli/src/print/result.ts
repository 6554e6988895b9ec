import type { Io } from "../io/command.ts";

/** Prints a result: as JSON where `--json` asks for it, else as lines for a person. */
export function printResult(
  io: Io,
  asJson: boolean | undefined,
  result: unknown,
  ...lines: readonly string[]
): void {
  if (asJson === true) io.out(JSON.stringify(result));
  else for (const line of lines) io.out(line);
}
