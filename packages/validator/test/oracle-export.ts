import { closeSync, openSync, writeSync } from "node:fs";
import { checkMessage, type DecodedMessage } from "@safepassage/schema";
import { type ValidationInput, validate } from "../src/index.ts";
import { collectSeeds } from "./fuzz/fuzz.ts";
import { graft } from "./fuzz/graft.ts";
import { mutate } from "./fuzz/mutate.ts";
import { createRandom, type Random } from "./fuzz/random.ts";

/**
 * Writes messages that a grammar made, well-formed ones only and no two alike, with all that their
 * judge knows and what the validator answered, one JSON object a line, for
 * `tools/check-rules-oracle.py`.
 *
 * `node --conditions=@safepassage/source packages/validator/test/oracle-export.ts FILE [COUNT] [SEED]`
 */
function exportJudged(file: string, count: number, seed: number): void {
  const seeds = collectSeeds().filter(isReadable);
  const random = createRandom(seed);
  const written = new Set<string>();
  const out = openSync(file, "w");
  while (written.size < count) {
    const input = changed(random.pick(seeds), seeds, random);
    const text = JSON.stringify(input);
    if (written.has(text)) continue;
    const { findings, evaluated, notApplicable, notEvaluated } = validate(input);
    const found = findings.map(({ rule, code, pointer }) => ({ rule, code, pointer }));
    const judged = { found, evaluated, notApplicable, notEvaluated };
    writeSync(out, `${JSON.stringify({ ...input, judged })}\n`);
    written.add(text);
  }
  closeSync(out);
}

/** A message changed in up to six places, each of which leaves it well-formed. */
function changed(
  seed: ValidationInput,
  seeds: readonly ValidationInput[],
  random: Random,
): ValidationInput {
  let input = asRegistered(seed);
  for (let left = random.int(7); left > 0; left--) {
    const next = random.oneIn(3)
      ? { ...input, message: mutate(structuredClone(input.message), random) }
      : (graft(input, random.pick(seeds), random) as ValidationInput);
    if (isReadable(next)) input = asRegistered(next);
  }
  return { ...input, tier: "state" };
}

/** Whether opening the message would let it through, as far as its form goes. */
function isReadable({ message, issues, agreement, registry }: ValidationInput): boolean {
  const isKnown = issues === undefined && agreement !== undefined && registry !== undefined;
  return isKnown && checkMessage(message).length === 0;
}

/** With parties that are in the registry what they are in the message: any other is refused (E10). */
function asRegistered(input: ValidationInput): ValidationInput {
  const { clear } = input.message as DecodedMessage;
  const party = (role: "sender" | "recipient") => ({
    ...input.registry?.[role],
    entity: clear[`env.${role}.agencyId`],
    type: clear[`env.${role}.agencyType`],
    country: clear[`env.${role}.country`],
    regime: clear[`env.${role}.regime`],
  });
  const registry = { ...input.registry, sender: party("sender"), recipient: party("recipient") };
  return { ...input, registry } as ValidationInput;
}

const [file = "", count = "1000", seed = "1"] = process.argv.slice(2);
exportJudged(file, Number(count), Number(seed));
