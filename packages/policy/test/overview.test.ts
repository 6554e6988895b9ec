import { readdirSync, readFileSync } from "node:fs";
import { coversBasis } from "@safepassage/schema";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  basesOfTypes,
  minimise,
  type PolicyInput,
  type PurposeOverview,
  permissions,
  rungsOf,
  whatMayBeSent,
} from "../src/index.ts";
import { isAtMost } from "../src/precision/ladder.ts";
import { arbitraryInput } from "./arbitrary-message.ts";

describe("what may be sent", () => {
  it("holds whatever is allowed in an accepted message of the corpus, as precisely, and its bases", () => {
    const accepted = corpus();
    expect(accepted.length).toBeGreaterThan(500);
    const closed: string[] = [];
    const missing = accepted.flatMap(({ id, input }) => {
      const overview = overviewOf(input);
      const isClosed = overview.opensWith.length + overview.continuesWith.length === 0;
      if (isClosed) closed.push(id);
      const beside = isClosed ? [] : allowedBeside(input, overview);
      const isUnfounded = !restsOnOne(input, overview);
      return [...beside, ...(isUnfounded ? ["basis"] : [])].map((what) => `${id} ${what}`);
    });
    expect(missing).toEqual([]);
    // Its parties were of other types when they opened the exchange.
    expect(closed).toEqual(["R04/duty-of-union-body"]);
  });

  it("holds whatever any message keeps, and as precisely", () => {
    let compared = 0;
    const options = fc.oneof(arbitraryInput(), arbitraryInput({ generous: true }));
    for (const input of fc.sample(options, { numRuns: 600, seed: 20261128 })) {
      const { opensWith, continuesWith, ...overview } = overviewOf(input);
      const types: readonly string[] = [...opensWith, ...continuesWith];
      if (!types.includes(input.message.clear["env.messageType"])) continue;
      const { draft } = minimise(input);
      expect(allowedBeside({ ...input, message: draft }, overview)).toEqual([]);
      compared++;
    }
    expect(compared).toBeGreaterThan(500);
  });
});

interface Line {
  readonly id: string;
  readonly input: PolicyInput;
}

/** The accepted messages of which the judge knows parties and agreement, and that it is about. */
function corpus(): readonly Line[] {
  const files = readdirSync(new URL("rules/", CORPUS)).map((name) => `rules/${name}`);
  return [...files, "scenarios.jsonl"].flatMap((name) =>
    readFileSync(new URL(name, CORPUS), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line))
      .filter(({ expect: { verdict }, input: { agreement, registry, message } }) => {
        const isAccepted = verdict === "accept" || verdict === "acceptWithWarnings";
        const isCovered = agreement?.purposes.includes(message.clear["env.purpose"]);
        return isAccepted && isCovered && registry !== undefined;
      })
      .map(({ id, input }) => ({ id, input: { consents: [], authorisations: [], ...input } })),
  );
}

function overviewOf({ agreement, registry, message }: PolicyInput): PurposeOverview {
  const { sender, recipient } = registry;
  const day = message.clear["env.createdAt"].slice(0, 10);
  const purpose = message.clear["env.purpose"];
  const [overview] = whatMayBeSent({ sender, recipient, agreement, day }, [purpose]);
  if (overview === undefined) throw new RangeError("the agreement is about other purposes");
  return overview;
}

/** What is allowed in a message and not in the overview. */
function allowedBeside(input: PolicyInput, { fields }: Pick<PurposeOverview, "fields">) {
  const type = input.message.clear["env.messageType"];
  return permissions(input).flatMap(({ gid, field, leaf, outcome }) => {
    if (outcome !== "allowed") return [];
    const entry = fields.find((one) => one.field === field);
    if (!entry?.ways.some(({ messageTypes }) => messageTypes.includes(type))) {
      return [`${field} in ${type}`];
    }
    const value = leaf === undefined ? undefined : input.message.body[gid]?.leaves[leaf]?.v;
    return rungsOf(field, value).flatMap((actual) =>
      entry.rungs.some((rung) => isAtMost(actual, rung)) ? [] : [`${field} as ${actual.rung}`],
    );
  });
}

/** Whether one of the bases of a message is in the overview. */
function restsOnOne({ message, registry }: PolicyInput, { legalBases }: PurposeOverview): boolean {
  const { "env.legalBasis": named, "env.createdAt": at, "env.messageType": type } = message.clear;
  const own = basesOfTypes(registry.sender, at.slice(0, 10)).find(
    ({ messageType }) => messageType === type,
  );
  const all = [...(own?.isOfPurpose === false ? [] : legalBases), ...(own?.legalBases ?? [])];
  return named.some((one) => all.some(({ basis }) => coversBasis(basis, one)));
}

const CORPUS = new URL("../../vectors/data/corpus/", import.meta.url);
