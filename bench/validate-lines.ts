/**
 * `safepassage validate` over files of many lines at the schema tier, drafts and signed messages,
 * beside what no judge can do without: parsing the JSON, verifying what is signed.
 *
 * Counted in the processor time of the whole process, threads of V8 included: what one core does.
 */
import { spawnSync } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { randomId } from "@safepassage/message";
import { randomUuid } from "@safepassage/schema";
import { verifyBare, verifyBareMessage } from "./open-floor.ts";
import { createSample, RECIPIENT } from "./open-sample.ts";
import { median } from "./timing.ts";

const ROOT = resolve(import.meta.dirname, "..");
const CACHE = join(ROOT, ".cache");
const NOW = "2026-11-24T09:02:00Z";

/** How many lines a second are judged, beside the bare work, and what memory that takes. */
export interface LinesPerSecond {
  readonly name: string;
  /** Lines in a second of processor time: the median of the rounds. */
  readonly rate: number;
  /** Share of the rate of the bare work, on the same lines: the median of the rounds. */
  readonly share: number;
  /** What the share must reach. */
  readonly least: number;
  /** The share of each round. */
  readonly shares: readonly number[];
  /** The bare work beside it. */
  readonly bare: string;
  /** Resident memory at its highest, MiB: of the long run, and of one half as long. */
  readonly memory: readonly [number, number];
}

/**
 * Judges all messages that the corpus accepts, in one mixed stream: of every purpose and type, none like the one before, each
 * time with ids of its own. The floor is what no judge can do without: parsing the same lines.
 */
export function benchMixedLines(): LinesPerSecond {
  const texts = mixed(20_000);
  const files = Array<string>(10).fill(write("bench-mixed.jsonl", texts));
  const bare = (): number =>
    rateOf(2 * texts.length, () => {
      for (let time = 0; time < 2; time++) for (const text of texts) sink = JSON.parse(text);
    });
  const { bareRate, ...measured } = inTurns([], files, texts.length, bare);
  return {
    name: "mixed messages as JSON Lines, a second",
    ...measured,
    least: LEAST_SHARE,
    bare: `JSON.parse alone ${bareRate.toFixed(0)}`,
  };
}

/**
 * Judges signed messages at the schema tier, each with the assertion of one consent. The floor is
 * what verifying such a message cannot do without: two signatures, the digests of its disclosures,
 * base64url and JSON.
 */
export function benchSignedLines(): LinesPerSecond {
  const lines = 2_000;
  const sample = createSample({ leaves: 10, persons: 1, values: 10 }, DRAFTS);
  const texts = Array.from({ length: lines }, () => sample.signAnother());
  const consents = sample.drafts.flatMap((draft) => draft.private["private.consentAssertions"]);
  const files = Array<string>(30).fill(write("bench-signed.jsonl", texts));
  const registry = write("bench-registry.json", [JSON.stringify(sample.registryFile)]);
  const agreement = write("bench-agreement.json", [sample.agreementFile]);
  const known = ["--registry", registry, "--agreement", agreement, "--as", RECIPIENT];
  const key = createPublicKey({ key: { ...sample.senderKey }, format: "jwk" });
  const bare = (): number =>
    rateOf(4 * lines, () => {
      for (let time = 0; time < 4; time++) {
        for (const text of texts) sink = verifyBareMessage(text, key);
      }
    });
  const { bareRate, ...measured } = inTurns(known, files, lines, bare);
  const signatures = rateOf(2 * lines, () => {
    for (const text of texts) sink = verifyBare(text.slice(0, text.indexOf("~")), key);
    for (const index of texts.keys()) sink = verifyBare(consents[index % DRAFTS] ?? "", key);
  });
  return {
    name: "signed messages as lines, a second",
    ...measured,
    least: 0.5,
    bare: `bare verification ${bareRate.toFixed(0)}, its two signatures alone ${(signatures / 2).toFixed(0)}`,
  };
}

/** One line of text for a rate. */
export function formatLines(lines: LinesPerSecond): string {
  const { name, rate, share, least, shares, bare, memory } = lines;
  const verdict = isWithin(lines) ? "ok  " : "SLOW";
  const rounds = shares.map((one) => one.toFixed(3)).join(" ");
  const found = `${share.toFixed(2)} (at least ${least.toFixed(2)}; ${rounds})`;
  const held = `${memory[0]} MiB, of half ${memory[1]}`;
  return `${verdict} ${name.padEnd(54)} ${found}  ${rate.toFixed(0)} beside ${bare}; ${held}`;
}

/** Whether the share is reached, in memory that does not grow with the lines. */
export function isWithin({
  share,
  least,
  memory: [long, short],
}: Pick<LinesPerSecond, "share" | "least" | "memory">): boolean {
  return share >= least && long <= 1.3 * short;
}

/**
 * Runs the command between two runs of the bare work, in rounds: what slows the machine for a while
 * then slows both, and the median leaves out what slows only one.
 */
function inTurns(
  known: readonly string[],
  files: readonly string[],
  linesOfFile: number,
  bare: () => number,
): Pick<LinesPerSecond, "rate" | "share" | "shares" | "memory"> & { readonly bareRate: number } {
  const args = [...known, "--tier", "schema", "--now", NOW];
  const run = (some: readonly string[]) => validate([...args, ...some], some.length * linesOfFile);
  const short = run(files.slice(0, files.length / 2));
  const rounds = Array.from({ length: ROUNDS }, () => {
    const before = bare();
    const { seconds, memory } = run(files);
    const bareRate = (before + bare()) / 2;
    const rate = (files.length * linesOfFile) / seconds;
    return { rate, bareRate, share: rate / bareRate, memory };
  });
  const shares = rounds.map(({ share }) => share);
  return {
    rate: median(rounds.map(({ rate }) => rate)),
    bareRate: median(rounds.map(({ bareRate }) => bareRate)),
    share: median(shares),
    shares,
    memory: [Math.max(...rounds.map(({ memory }) => memory)), short.memory],
  };
}

/** Runs the command as it is built, and counts its processor time and memory. */
function validate(args: readonly string[], lines: number): { seconds: number; memory: number } {
  const command = join(ROOT, "packages/cli/dist/bin.js");
  const usage = join(import.meta.dirname, "usage.mjs");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", usage, command, "validate", ...args],
    { encoding: "utf8", cwd: ROOT },
  );
  const found = stdout.includes(`${lines} messages: ${lines} `);
  if (status !== 0 || !found) throw new Error(`validate ended with ${status}: ${stdout}${stderr}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(stderr) as NodeJS.ResourceUsage;
  return { seconds: (userCPUTime + systemCPUTime) / 1e6, memory: Math.round(maxRSS / 1024) };
}

/** Runs a second of processor time. */
function rateOf(runs: number, work: () => void): number {
  work();
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return runs / ((user + system) / 1e6);
}

/** Accepted messages of the corpus, again and again with other ids, in an order that mixes them. */
function mixed(count: number): readonly string[] {
  const corpus = join(ROOT, "packages/vectors/data/corpus");
  const accepted = globSync("{.,rules}/*.jsonl", { cwd: corpus }).flatMap((path) =>
    readFileSync(join(corpus, path), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as CorpusLine)
      .filter(({ expect }) => expect.verdict === "accept")
      .map(({ input }) => input.message),
  );
  const named = Array.from({ length: count }, (_, index) =>
    withOtherIds(accepted[index % accepted.length] as CorpusLine["input"]["message"]),
  );
  return shuffled(named);
}

function withOtherIds(message: CorpusLine["input"]["message"]): string {
  const text = JSON.stringify(message).replace(message.clear["env.messageId"], randomUuid());
  return Object.keys(message.body).reduce((line, id) => line.replaceAll(id, randomId()), text);
}

/** The same order in each run. */
function shuffled<T>(items: readonly T[]): readonly T[] {
  let seed = 20261127;
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const place = seed % (last + 1);
    [order[last], order[place]] = [order[place] as T, order[last] as T];
  }
  return order;
}

interface CorpusLine {
  readonly input: {
    readonly message: {
      readonly clear: { readonly "env.messageId": string };
      readonly body: Readonly<Record<string, unknown>>;
    };
  };
  readonly expect: { readonly verdict: string };
}

function write(name: string, lines: readonly string[]): string {
  mkdirSync(CACHE, { recursive: true });
  const file = join(CACHE, name);
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

/** As was measured when the stream was made: 0.26 to 0.29. No build has reached that since, the one of that day neither: 0.13 or 0.14. */
const LEAST_SHARE = 0.26;

/** Signed messages have the bodies and consents of so many, in turn. */
const DRAFTS = 100;

/** An odd number, so that the median is one of them. */
const ROUNDS = 3;

/** Results go here, so that no compiler may leave the work out. @lintignore */
export let sink: unknown;

if (import.meta.main) {
  for (const rate of [benchMixedLines(), benchSignedLines()]) console.log(formatLines(rate));
}
