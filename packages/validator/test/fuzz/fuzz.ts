import { CoreError, parseJson } from "@safepassage/core";
import {
  IMPLEMENTED_RULES,
  type Judgement,
  type Tier,
  type ValidationInput,
  validate,
} from "../../src/index.ts";
import { SCENARIO_MESSAGES } from "../fixtures.ts";
import { fixtureOf, readVectorFiles } from "../vectors.ts";
import { mutate } from "./mutate.ts";
import { createRandom, type Random } from "./random.ts";

/** What a run did. */
export interface FuzzReport {
  readonly inputs: number;
  /** Inputs that were read as text first, and refused there with a code. */
  readonly refusedAsText: number;
  readonly verdicts: Readonly<Record<string, number>>;
  /** Rules that found something in some input, of those there are. */
  readonly rulesHit: number;
  readonly rules: number;
  /** Verdicts that were compared after the rules had run in another order. */
  readonly permuted: number;
  readonly slowestMs: number;
}

/** A failure, with what is needed to reproduce it. */
class FuzzFailure extends Error {
  constructor(seed: number, input: number, what: string, cause?: unknown) {
    super(`${what}; again with --seed ${seed} --from ${input} --inputs 1`, { cause });
  }
}

/** Options of a run. */
export interface FuzzOptions {
  readonly inputs: number;
  readonly seed: number;
  /** Number of the first input. */
  readonly from?: number;
  readonly maxMs: number;
  readonly onProgress?: (done: number) => void;
}

/**
 * Judges messages that a grammar made out of good ones, and fails where one crashes the validator,
 * takes too long, or is judged otherwise when the rules run in another order.
 *
 * Each input has a random sequence of its own, so that one can be run again alone.
 */
export function fuzz({ inputs, seed, from = 0, maxMs, onProgress }: FuzzOptions): FuzzReport {
  const seeds = collectSeeds();
  const verdicts: Record<string, number> = {};
  const hit = new Set<string>();
  let refusedAsText = 0;
  let permuted = 0;
  let slowestMs = 0;
  for (let number = from; number < from + inputs; number++) {
    const random = createRandom((seed ^ Math.imul(number, 0x9e3779b1)) >>> 0);
    const input = inputFor(seeds, random);
    const started = performance.now();
    const judgement = input && judge(input, seed, number);
    let ms = performance.now() - started;
    // A busy machine may pause, so a slow input is timed again.
    for (let again = 0; again < 3 && ms > maxMs && input !== undefined; again++) {
      const restarted = performance.now();
      judge(input, seed, number);
      ms = Math.min(ms, performance.now() - restarted);
    }
    slowestMs = Math.max(slowestMs, ms);
    if (ms > maxMs) throw new FuzzFailure(seed, number, `took ${ms.toFixed(0)} ms`);
    if (judgement === undefined) refusedAsText++;
    else {
      verdicts[judgement.verdict] = (verdicts[judgement.verdict] ?? 0) + 1;
      for (const { rule } of judgement.findings) hit.add(rule);
      if (number % PERMUTE === 0) {
        requireSame(input as ValidationInput, judgement, random, seed, number);
        permuted++;
      }
    }
    if (number % PROGRESS === 0) onProgress?.(number - from);
  }
  const rules = IMPLEMENTED_RULES.length;
  return { inputs, refusedAsText, verdicts, rulesHit: hit.size, rules, permuted, slowestMs };
}

function judge(input: ValidationInput, seed: number, number: number): Judgement {
  try {
    return validate(input);
  } catch (cause) {
    throw new FuzzFailure(seed, number, "the validator threw", cause);
  }
}

function requireSame(
  input: ValidationInput,
  { verdict, findings }: Judgement,
  random: Random,
  seed: number,
  number: number,
): void {
  const again = validate(input, { rules: random.shuffle(IMPLEMENTED_RULES) });
  const isSame =
    again.verdict === verdict && JSON.stringify(again.findings) === JSON.stringify(findings);
  if (!isSame) throw new FuzzFailure(seed, number, "another order of the rules, another judgement");
}

/** A mutated message with the knowledge of a good one; `undefined` for text that is refused. */
function inputFor(seeds: readonly ValidationInput[], random: Random): ValidationInput | undefined {
  const { message: seed, ...own } = random.pick(seeds);
  const context = random.oneIn(8) ? random.pick(seeds) : own;
  const mutated = mutate(structuredClone(seed), random);
  const message = random.oneIn(16) ? throughText(mutated, random) : mutated;
  if (message === REFUSED) return undefined;
  return { ...context, message, tier: random.pick(TIERS_ASKED), now: own.now };
}

/** As a text with some characters changed, read strictly. */
function throughText(value: unknown, random: Random): unknown {
  let text = JSON.stringify(value) ?? "";
  for (let left = random.int(3); left > 0; left--) {
    const at = random.int(text.length + 1);
    const put = random.pick(SPLINTERS);
    text = text.slice(0, at) + put + text.slice(at + random.int(3));
  }
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof CoreError) return REFUSED;
    throw error;
  }
}

function collectSeeds(): readonly ValidationInput[] {
  const vectors = [...readVectorFiles().values()].flatMap(({ cases, fixtures }) =>
    cases.map((one) => fixtureOf(one, fixtures)),
  );
  return [...SCENARIO_MESSAGES.map(({ fixture }) => fixture), ...vectors];
}

const REFUSED = Symbol("refused");
const TIERS_ASKED: readonly Tier[] = ["schema", "context", "state", "state", "state"];
const SPLINTERS = [
  "",
  '"',
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  "\\u0000",
  "\\ud800",
  "1e999",
  "null",
  " ",
];
/** One in this many inputs is judged again in another order. */
const PERMUTE = 64;
const PROGRESS = 10_000;
