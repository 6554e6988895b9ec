import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };

/** How long a command takes from its start to its end, as a person waits for it. */
export interface Start {
  readonly name: string;
  /** Median of all runs. */
  readonly seconds: number;
  /** Fastest run. */
  readonly fastestSeconds: number;
  readonly limitSeconds: number;
}

/**
 * Times `safepassage validate FILE` as it is built, in a process of its own.
 *
 * @throws if the command does not judge the file: a command that fails is fast for nothing.
 */
export function benchValidateStart({ runs = 15 } = {}): Start {
  const root = resolve(import.meta.dirname, "..");
  const command = join(root, "packages/cli/dist/bin.js");
  const file = writeMessage(root);
  const seconds: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const began = process.hrtime.bigint();
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [command, "validate", "--json", file],
      {
        cwd: root,
        encoding: "utf8",
      },
    );
    const taken = Number(process.hrtime.bigint() - began) / 1e9;
    if (status !== 0) throw new Error(`validate ended with ${status}: ${stderr}`);
    if (!("verdict" in JSON.parse(stdout))) throw new Error("validate gave no verdict");
    // The first run reads the files into memory; a person's second run is the usual one.
    if (run > 0) seconds.push(taken);
  }
  seconds.sort((a, b) => a - b);
  return {
    name: "start and end of `safepassage validate FILE`",
    seconds: seconds[seconds.length >> 1] ?? Number.NaN,
    fastestSeconds: seconds[0] ?? Number.NaN,
    limitSeconds: 0.2,
  };
}

/** One line of text for a start. */
export function formatStart({ name, seconds, fastestSeconds, limitSeconds }: Start): string {
  const verdict = seconds <= limitSeconds ? "ok  " : "OVER";
  const times = `${seconds.toFixed(3)} s (at most ${limitSeconds.toFixed(3)} s)`;
  return `${verdict} ${name.padEnd(54)} ${times}  fastest ${fastestSeconds.toFixed(3)} s`;
}

/** The first message of the scenarios, as a file of its own. */
function writeMessage(root: string): string {
  const message = scenarios.scenarios[0]?.messages[0]?.message;
  if (message === undefined) throw new Error("the scenarios hold no message");
  const folder = join(root, ".cache");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "bench-message.json");
  writeFileSync(file, JSON.stringify(message));
  return file;
}
