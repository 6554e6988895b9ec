import { minimise } from "@safepassage/policy";
import type { Draft } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { IMPLEMENTED_RULES, type ValidationInput, validate, whatWouldPass } from "../src/index.ts";
import { readRuleCorpus } from "./corpus.ts";
import { SCENARIO_MESSAGES } from "./fixtures.ts";
import { fixtureOf, readVectorFiles } from "./vectors.ts";

const R34 = IMPLEMENTED_RULES.filter(({ id }) => id === "R34");
const { cases = [], fixtures } = readVectorFiles().get("R34.json") ?? {};

/** Every message about clients, and every other message as if its sender served clients. */
const INPUTS = [
  ...cases.map((one): [string, ValidationInput] => [one.id, fixtureOf(one, fixtures)]),
  ...(readRuleCorpus().get("R34") ?? []).map(({ id, input }): [string, ValidationInput] => [
    `corpus ${id}`,
    input,
  ]),
  ...SCENARIO_MESSAGES.flatMap(({ id, fixture }) =>
    [true, false, undefined].map((written): [string, ValidationInput] => [
      `${id}, written: ${written}`,
      {
        ...fixture,
        ...served(fixture),
        consents: fixture.consents?.map((one) => ({
          ...one,
          ...(written !== undefined && { written }),
        })),
      } as ValidationInput,
    ]),
  ),
].filter(([, { registry }]) => registry !== undefined);

describe("what is left of a message about a client", () => {
  const withheld = new Set<string>();

  it.each(INPUTS)("passes R34, and lost to it what it refuses alone: %s", (_, input) => {
    const { draft, account } = minimise(policyInputOf(input));
    expect(findingsOf({ ...input, message: draft })).toEqual([]);

    const refused = findingsOf(input);
    for (const { gid, field, outcome, reason } of account) {
      const pointer = `/body/${gid}/${field}`;
      if (refused.includes(pointer)) expect([pointer, outcome]).not.toEqual([pointer, "allowed"]);
      if (reason?.code !== "client") continue;
      expect(refused).toContain(pointer);
      expect(reason.citation).toContain("28 CFR 94.115");
      withheld.add(field);
    }
  });

  it("lost something in at least one", () => {
    expect(withheld.size).toBeGreaterThan(1);
  });

  it.each(INPUTS)("is what would pass: %s", (_, input) => {
    const found = whatWouldPass(input);
    if (!found.passes) return;
    expect(found.leftOut.filter(({ rule }) => rule === "R34")).toEqual([]);
    expect(findingsOf({ ...input, message: found.draft })).toEqual([]);
  });
});

/** The registry with a sender that serves clients whom the VAWA protects. */
function served({ registry }: ValidationInput): Pick<ValidationInput, "registry"> {
  if (registry === undefined) return {};
  const { sender } = registry;
  return {
    registry: { ...registry, sender: { ...sender, flags: { ...sender.flags, vawa: true } } },
  };
}

/** Where R34 refuses something. */
function findingsOf(input: ValidationInput): readonly string[] {
  return validate({ ...input, tier: "context" }, { rules: R34 }).findings.map(
    ({ pointer }) => pointer,
  );
}

function policyInputOf({
  message,
  agreement,
  consents,
  authorisations,
  registry,
  now,
}: ValidationInput) {
  if (!agreement || !consents || !authorisations || !registry) throw new Error("lacks facts");
  return { message: message as Draft, agreement, consents, authorisations, registry, now };
}
