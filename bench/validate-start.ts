import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import { median } from "./timing.ts";

/** How long a command takes from its start to its end, as a person waits for it, beside a bare start of Node. */
export interface Start {
  readonly name: string;
  /** How many times as long as a program of Node that does nothing else than read the file: the median of the rounds. */
  readonly ratio: number;
  readonly limit: number;
  /** Seconds: medians. */
  readonly seconds: number;
  readonly bareSeconds: number;
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
  const timed = (args: readonly string[]): { readonly seconds: number; readonly text: string } => {
    const began = process.hrtime.bigint();
    const options = { cwd: root, encoding: "utf8" } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
    const seconds = Number(process.hrtime.bigint() - began) / 1e9;
    if (status !== 0) throw new Error(`${args[0]} ended with ${status}: ${stderr}`);
    return { seconds, text: stdout };
  };
  const rounds: { readonly seconds: number; readonly bareSeconds: number }[] = [];
  for (let run = 0; run <= runs; run++) {
    const bare = timed(["-e", BARE, file]);
    const judged = timed([command, "validate", "--json", file]);
    if (!("verdict" in JSON.parse(judged.text))) throw new Error("validate gave no verdict");
    // The first run reads the files into memory; a person's second run is the usual one.
    if (run > 0) rounds.push({ seconds: judged.seconds, bareSeconds: bare.seconds });
  }
  return {
    name: "start and end of `safepassage validate FILE`",
    ratio: median(rounds.map(({ seconds, bareSeconds }) => seconds / bareSeconds)),
    limit: LIMIT,
    seconds: median(rounds.map(({ seconds }) => seconds)),
    bareSeconds: median(rounds.map(({ bareSeconds }) => bareSeconds)),
  };
}

/** One line of text for a start. */
export function formatStart({ name, ratio, limit, seconds, bareSeconds }: Start): string {
  const verdict = ratio <= limit ? "ok  " : "OVER";
  const [whole, bare] = [seconds, bareSeconds].map((one) => (1000 * one).toFixed(0));
  return `${verdict} ${name.padEnd(54)} ${ratio.toFixed(2)} (at most ${limit.toFixed(2)})  ${whole} ms over ${bare} ms`;
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

/** What no judge of a file in Node can do without. */
const BARE = 'JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"))';
/** Times as long as a bare start: 0.2 s where that takes 31 ms. */
const LIMIT = 6.5;

if (import.meta.main) console.log(formatStart(benchValidateStart()));
