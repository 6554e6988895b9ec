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

const ROOT = resolve(import.meta.dirname, "..");
const CACHE = join(ROOT, ".cache");
const NOW = "2026-11-24T09:02:00Z";

/** How many lines a second are judged, and what memory that takes. */
export interface LinesPerSecond {
  readonly name: string;
  /** Lines in a second of processor time. */
  readonly rate: number;
  /** What the rate must reach: a share of the bare work, on the same lines in the same run. */
  readonly least: number;
  /** The bare work beside it, in the same unit. */
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
  const file = write("bench-mixed.jsonl", texts);
  const args = ["--tier", "schema", "--now", NOW];
  const short = validate([...args, ...Array<string>(5).fill(file)], 5 * texts.length);
  const long = validate([...args, ...Array<string>(10).fill(file)], 10 * texts.length);
  const bare = rateOf(texts.length, () => {
    for (const text of texts) sink = JSON.parse(text);
  });
  const rate = (10 * texts.length) / long.seconds;
  return {
    name: "mixed messages as JSON Lines, a second",
    rate,
    least: LEAST_SHARE * bare,
    bare: `${(rate / bare).toFixed(2)} of JSON.parse alone, ${bare.toFixed(0)}`,
    memory: [long.memory, short.memory],
  };
}

/**
 * Judges signed messages at the schema tier, each with the assertion of one consent. The floor is
 * what verifying such a message cannot do without: two signatures, the digests of its disclosures,
 * base64url and JSON.
 */
export function benchSignedLines(): LinesPerSecond {
  const lines = 2_000;
  const sample = createSample({ leaves: 10, persons: 1, values: 10 });
  const texts = Array.from({ length: lines }, () => sample.signAnother());
  const [consent = ""] = sample.draft.private["private.consentAssertions"];
  const file = write("bench-signed.jsonl", texts);
  const registry = write("bench-registry.json", [JSON.stringify(sample.registryFile)]);
  const agreement = write("bench-agreement.json", [sample.agreementFile]);
  const known = ["--registry", registry, "--agreement", agreement, "--as", RECIPIENT];
  const args = [...known, "--tier", "schema", "--now", NOW];
  const short = validate([...args, ...Array<string>(15).fill(file)], 15 * lines);
  const long = validate([...args, ...Array<string>(30).fill(file)], 30 * lines);
  const key = createPublicKey({ key: { ...sample.senderKey }, format: "jwk" });
  const bare = rateOf(10 * lines, () => {
    for (let time = 0; time < 10; time++) {
      for (const text of texts) sink = verifyBareMessage(text, key);
    }
  });
  const signatures = rateOf(2 * lines, () => {
    for (const text of texts) sink = verifyBare(text.slice(0, text.indexOf("~")), key);
    for (const _ of texts) sink = verifyBare(consent, key);
  });
  return {
    name: "signed messages as lines, a second",
    rate: (30 * lines) / long.seconds,
    least: bare / 2,
    bare: `bare verification ${bare.toFixed(0)}, its two signatures alone ${(signatures / 2).toFixed(0)}`,
    memory: [long.memory, short.memory],
  };
}

/** One line of text for a rate. */
export function formatLines({
  name,
  rate,
  least,
  bare,
  memory: [long, short],
}: LinesPerSecond): string {
  const verdict = isWithin({ rate, least, memory: [long, short] }) ? "ok  " : "SLOW";
  const rates = `${rate.toFixed(0)} (at least ${least.toFixed(0)})`;
  return `${verdict} ${name.padEnd(54)} ${rates}  ${bare}; ${long} MiB, of half ${short}`;
}

/** Whether the rate is reached, in memory that does not grow with the lines. */
export function isWithin({
  rate,
  least,
  memory: [long, short],
}: Pick<LinesPerSecond, "rate" | "least" | "memory">): boolean {
  return rate >= least && long <= 1.3 * short;
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

/** As much of the rate of JSON.parse alone as was measured when the stream was made: 0.26 to 0.29. */
const LEAST_SHARE = 0.26;

/** Results go here, so that no compiler may leave the work out. @lintignore */
export let sink: unknown;

if (import.meta.main) {
  for (const rate of [benchMixedLines(), benchSignedLines()]) console.log(formatLines(rate));
}
