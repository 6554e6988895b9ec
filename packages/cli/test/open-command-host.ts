import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import type { CommandOrder, CommandResult } from "./command-host.ts";
import { type Example, environmentOf, NO_NETWORK, type Shell } from "./shell.ts";

/** How lines of a shell ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs plain lines of commands in one process, which starts once. From the first line that needs more of a shell, a shell
 * runs them.
 */
export interface CommandHost {
  run(shell: Shell, lines: Example): Promise<Ended>;
  close(): void;
}

/** Starts the process, with no network to reach unless it has one. */
export function openCommandHost({ hasNetwork = false } = {}): CommandHost {
  const child = fork(inject("programs").commandHost, {
    execArgv: hasNetwork ? [] : ["--import", NO_NETWORK],
    env: environmentOf(process.env["PATH"]),
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const gone = once(child, "exit").then(([status]) => {
    throw new Error(`the process of the commands ended with ${status}`);
  });
  // Also where nobody asks any more.
  gone.catch(() => {});
  const ask = async (order: CommandOrder): Promise<CommandResult> => {
    const answered = once(child, "message", { signal: AbortSignal.timeout(60_000) });
    child.send(order);
    const [result] = await Promise.race([answered, gone]);
    return result;
  };
  return {
    async run(shell, lines) {
      const all = { status: 0 as number | null, stdout: "", stderr: "" };
      const rest = lines.replaceAll("\\\n", " ").split("\n");
      // As a shell with -e does.
      while (rest.length > 0 && all.status === 0) {
        const plain = readPlainLine(rest[0] ?? "");
        const ran =
          plain === undefined
            ? shell.run(rest.splice(0).join("\n"))
            : await ask({ folder: shell.folder, words: plain.words });
        if (plain !== undefined) rest.shift();
        if (plain?.into === undefined) all.stdout += ran.stdout;
        else writeFileSync(join(shell.folder, plain.into), ran.stdout);
        all.stderr += ran.stderr;
        all.status = ran.status;
      }
      return all;
    },
    close: () => void child.kill("SIGKILL"),
  };
}

/** The words of a line, and the file that its output goes to; nothing if a shell would do more with it. */
function readPlainLine(line: string) {
  const plain = /^safepassage ([\w.,:/@+= -]+?)(?: > ([\w.-]+))?$/.exec(line.trimEnd());
  if (plain === null) return undefined;
  const [, words = "", into] = plain;
  return { words: words.split(/ +/), into };
}
