import { closeSync, openSync, writeSync } from "node:fs";
import { checkMessage, type DecodedMessage } from "@safepassage/schema";
import { type ValidationInput, validate } from "../src/index.ts";
import { collectSeeds } from "./fuzz/fuzz.ts";
import { mutate } from "./fuzz/mutate.ts";
import { createRandom } from "./fuzz/random.ts";

/**
 * Writes messages that a grammar made, well-formed ones only, with which rules speak against them,
 * one JSON object a line, for `tools/check-rules-oracle.py`.
 *
 * `node --conditions=@safepassage/source packages/validator/test/oracle-export.ts FILE [COUNT] [SEED]`
 */
function exportJudged(file: string, count: number, seed: number): void {
  const seeds = collectSeeds().filter(({ issues }) => issues === undefined);
  const random = createRandom(seed);
  const out = openSync(file, "w");
  let written = 0;
  while (written < count) {
    const { message, ...context } = random.pick(seeds);
    const mutated = mutate(structuredClone(message), random);
    const input = { ...context, tier: "state", message: mutated } as ValidationInput;
    if (checkMessage(mutated).length > 0 || input.agreement === undefined) continue;
    if (!isAsRegistered(input)) continue;
    const { findings, evaluated } = validate(input);
    const found = [...new Set(findings.map(({ rule }) => rule))];
    writeSync(out, `${JSON.stringify({ ...input, found, evaluated })}\n`);
    written++;
  }
  closeSync(out);
}

/** Whether the parties are what the registry says; opening a message would refuse any other (E10). */
function isAsRegistered({ message, registry }: ValidationInput): boolean {
  const { clear } = message as DecodedMessage;
  return (
    registry !== undefined &&
    (["sender", "recipient"] as const).every(
      (role) =>
        clear[`env.${role}.agencyId`] === registry[role].entity &&
        clear[`env.${role}.agencyType`] === registry[role].type &&
        clear[`env.${role}.country`] === registry[role].country &&
        clear[`env.${role}.regime`] === registry[role].regime,
    )
  );
}

const [file = "", count = "1000", seed = "1"] = process.argv.slice(2);
exportJudged(file, Number(count), Number(seed));
