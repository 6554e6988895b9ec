import { writeFileSync } from "node:fs";
import * as fc from "fast-check";
import { type PolicyInput, permissions } from "../src/index.ts";
import { arbitraryInput } from "./arbitrary-message.ts";

/**
 * Writes generated messages with what this package judges of them, one JSON object a line, for
 * `tools/check-oracle.py`.
 *
 * `node --conditions=@safepassage/source packages/policy/test/oracle-export.ts FILE [COUNT] [SEED]`
 */
function exportMessages(file: string, numRuns: number, seed: number): void {
  const inputs = fc.sample(
    fc.oneof(arbitraryInput({ plain: true }), arbitraryInput({ plain: true, generous: true })),
    { numRuns, seed },
  );
  writeFileSync(file, inputs.map((input) => `${JSON.stringify(lineOf(input))}\n`).join(""));
}

/** Whether each leaf is admitted, and if so whether its precision is. */
function lineOf(input: PolicyInput): object {
  const judged = permissions(input).map(({ gid, leaf, field, outcome, reason }) => ({
    gid,
    leaf: leaf ?? null,
    field,
    admitted: outcome === "allowed" || reason?.code === "ladder",
    precise: outcome === "allowed",
  }));
  return { ...input, judged };
}

const [file, count = "5000", seed = "20261124"] = process.argv.slice(2);
if (file === undefined) throw new RangeError("name a file to write");
exportMessages(file, Number(count), Number(seed));
