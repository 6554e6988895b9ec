/**
 * The command in a process that stays: it runs one line after the other, each in its own folder, on real files. Started
 * by `openCommandHost`, and ends when its parent goes.
 *
 * @module
 */
import { type Exit, run } from "../src/index.ts";
import { createNodeIo } from "../src/io/node-io.ts";

/** What is run next. */
export interface CommandOrder {
  readonly folder: string;
  readonly words: readonly string[];
}

/** How it ended. */
export interface CommandResult {
  readonly status: Exit;
  readonly stdout: string;
  readonly stderr: string;
}

process.on("message", async ({ folder, words }: CommandOrder) => {
  process.chdir(folder);
  let [stdout, stderr] = ["", ""];
  const io = createNodeIo();
  io.out = (line) => {
    stdout += `${line}\n`;
  };
  io.err = (line) => {
    stderr += `${line}\n`;
  };
  const status = await run(words, io);
  process.send?.({ status, stdout, stderr } satisfies CommandResult);
});
process.on("disconnect", () => process.exit(0));
