import * as fc from "fast-check";
import type { PolicyInput } from "../src/index.ts";
import { arbitraryInput } from "./arbitrary-message.ts";

/** Generated case files of a purpose: together they hold each of its fields in every way. */
export function casesOf(purpose: string): readonly PolicyInput[] {
  let cases = made.get(purpose);
  if (cases === undefined) {
    const options = { plain: true, generous: true, purposes: [purpose] };
    cases = fc.sample(arbitraryInput(options), { numRuns: 400, seed: 20261124 });
    made.set(purpose, cases);
  }
  return cases;
}

const made = new Map<string, readonly PolicyInput[]>();
