import { readFileSync } from "node:fs";
import { parseRegistry } from "@safepassage/trust";
import { expect, it } from "vitest";
import { type Evidence, verifyEvidence } from "../src/index.ts";

/** One line of `packages/vectors/data/corpus/evidence.jsonl`. */
interface EvidenceLine {
  readonly id: string;
  readonly input: Evidence & { readonly timeProven?: boolean };
  readonly expect:
    | { readonly outcome: "refused"; readonly code: string }
    | { readonly outcome: "verified"; readonly digest: string; readonly receipts: string[] };
}

const { registry: file } = JSON.parse(read("structural/world.json"));
const registry = parseRegistry(file);
const lines: EvidenceLine[] = read("evidence.jsonl")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line));

it.each(lines.map((line) => [line.id, line] as const))("%s", (_, line) => {
  expect(judge(line)).toEqual(line.expect);
});

function judge({ input }: EvidenceLine): EvidenceLine["expect"] {
  const { timeProven = false, ...evidence } = input;
  try {
    const { digest, receipts } = verifyEvidence(evidence, registry, { timeProven });
    return { outcome: "verified", digest, receipts: receipts.map(({ kind }) => kind) };
  } catch (error) {
    return { outcome: "refused", code: (error as { code: string }).code };
  }
}

function read(name: string): string {
  return readFileSync(new URL(`../../vectors/data/corpus/${name}`, import.meta.url), "utf8");
}
