import { CliError } from "../errors/cli-error.ts";
import { whileIn } from "../read/read-input.ts";

/** Changes the folder of an agency. A refusal names it, also one of the system. */
export function inFolder<T>(folder: string, work: () => T | Promise<T>): Promise<T> {
  return whileIn(folder, async () => {
    try {
      return await work();
    } catch (cause) {
      const { syscall, code } = cause as NodeJS.ErrnoException;
      if (syscall === undefined) throw cause;
      throw new CliError("CLI_FILE_UNWRITABLE", `${folder} (${code})`, { cause });
    }
  });
}
