import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseRegistry } from "../directory/registry-node.ts";
import { chooseEpoch, verifyEpochs } from "./key-epochs.ts";

/** One line of `packages/vectors/data/corpus/epochs.jsonl`. */
interface EpochsLine {
  readonly id: string;
  readonly input: { readonly jws: string; readonly agency: string; readonly now: string };
  readonly expect:
    | { readonly outcome: "refused"; readonly code: string }
    | { readonly outcome: "taken"; readonly kid: string };
}

const registry = parseRegistry(JSON.parse(read("structural/world.json")).registry);
const lines: EpochsLine[] = read("epochs.jsonl")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line));

it.each(lines.map((line) => [line.id, line] as const))("%s", (_, line) => {
  expect(judge(line)).toEqual(line.expect);
});

function judge({ input }: EpochsLine): EpochsLine["expect"] {
  const now = new Date(input.now);
  try {
    const epochs = verifyEpochs(input.jws, { registry, entity: input.agency, now });
    return { outcome: "taken", kid: chooseEpoch(epochs, now).jwk.kid };
  } catch (error) {
    return { outcome: "refused", code: (error as { code: string }).code };
  }
}

function read(name: string): string {
  return readFileSync(new URL(`../../../vectors/data/corpus/${name}`, import.meta.url), "utf8");
}
