import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";

/** The command line in a process of its own, with a folder that is gone afterwards. */
export interface Command {
  /**
   * Runs `safepassage`, and reads its JSON.
   *
   * @param files - Written into the folder before.
   * @returns each line of its output.
   */
  run(
    words: readonly string[],
    files: Readonly<Record<string, string>>,
  ): Promise<readonly Printed[]>;
  close(): void;
}

/** A line of JSON that the command prints. */
export type Printed = Readonly<Record<string, unknown>>;

/** Starts the process. */
export function openCommand(): Command {
  const folder = mkdtempSync(join(tmpdir(), "check-"));
  const child = fork(inject("programs").commandHost, {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  return {
    async run(words, files) {
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      const answered = once(child, "message", { signal: AbortSignal.timeout(50_000) });
      child.send({ folder, words });
      const [{ stdout }] = (await answered) as [{ readonly stdout: string }];
      return stdout
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Printed);
    },
    close() {
      child.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
