import { type PolicyInput, permissions } from "@safepassage/policy";
import {
  type Body,
  type ConditionExpression,
  findPurpose,
  KINDS,
  LADDERS,
  PURPOSES,
  type PurposeEntry,
} from "@safepassage/schema";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { readCase } from "../src/case-file.ts";

const NOW = new Date("2026-11-24T09:02:00Z");

/** The two cases of the demo that come from a case file, whole, in the context of their scenario. */
const CASES = await Promise.all([
  caseOf("ASSISTANCE_REFERRAL", "S01", "ngo-b", "s01-1"),
  caseOf("VICTIM_IDENTIFICATION", "S02", "police-d", "s02-1"),
]);

describe.each(CASES)("what the demo shows of a case for $purpose", ({ purpose, input }) => {
  const row = findPurpose(purpose) as PurposeEntry;
  it.each([...changesOf(row)])("comes from its row: %s", (name, changes) => {
    if (GUARDIAN.test(name)) return expect(isFelt(purpose, input, {}, changes)).toBe(false);
    // What a second lock withholds anyway shows the first only when the second is open.
    const opened = { ...input, consents: consentsToAll(input) };
    const free = { conditional: row.conditional.map(({ field }) => ({ field, when: ALWAYS })) };
    const felt = isFelt(purpose, input, {}, changes) || isFelt(purpose, opened, free, changes);
    expect(felt).toBe(true);
  });

  it("comes from most rows by themselves, with no other lock opened", () => {
    const rows = [...changesOf(row)];
    const alone = rows.filter(([, changes]) => isFelt(purpose, input, {}, changes));
    expect(alone.length / rows.length).toBeGreaterThan(0.75);
  });
});

/** A guardian is named for a child, and the persons of both cases are adults. */
const GUARDIAN = /^subject\.guardianRef /;

/** Whether one of the changes makes another account of the case than the rows without it do. */
function isFelt(
  purpose: string,
  input: PolicyInput,
  before: Partial<PurposeEntry>,
  changes: readonly Partial<PurposeEntry>[],
): boolean {
  const account = (...all: readonly Partial<PurposeEntry>[]): string => {
    const changed = (one: PurposeEntry): PurposeEntry => Object.assign({}, one, ...all);
    const purposes = PURPOSES.map((one) => (one.id === purpose ? changed(one) : one));
    return JSON.stringify(permissions(input, { purposes }));
  };
  const shown = account(before);
  return changes.some((change) => account(before, change) !== shown);
}

function consentsToAll({ consents }: PolicyInput): PolicyInput["consents"] {
  return consents.map((consent) => ({ ...consent, scope: Object.keys(KINDS) }));
}

/** Each row with what can be changed about it: left out, freed of its condition, made coarser. */
function* changesOf(row: PurposeEntry): Generator<[string, readonly Partial<PurposeEntry>[]]> {
  for (const field of [...row.required, ...row.allowed]) {
    const without = (fields: readonly string[]) => fields.filter((one) => one !== field);
    yield [field, [{ required: without(row.required), allowed: without(row.allowed) }]];
  }
  for (const entry of row.conditional) {
    const { field } = entry;
    const others = row.conditional.filter((one) => one !== entry);
    const freed = { conditional: [...others, { field, when: ALWAYS }] };
    yield [`${field} on a condition`, [{ conditional: others }, freed]];
  }
  for (const entry of row.maxPrecision) {
    const { ladder, rung, field, when } = entry;
    const others = row.maxPrecision.filter((one) => one !== entry);
    const changed = { ...entry, rung: coarserThan(ladder, rung) };
    const coarser = { maxPrecision: [...others, changed] };
    const freed = { maxPrecision: [...others, { ...entry, when: ALWAYS }] };
    const what = field === undefined ? "" : ` of ${field}`;
    yield [`${ladder} up to ${rung}${what}`, when === undefined ? [coarser] : [coarser, freed]];
  }
}

async function caseOf(purpose: string, scenario: string, agency: string, request: string) {
  const { held, request: asked } = await readCase(agency, request, NOW);
  const [first] = scenarios.scenarios.find(({ id }) => id === scenario)?.messages ?? [];
  const { message, context } = first as unknown as Fixture;
  const subject = Object.keys(held).find((gid) => held[gid]?.kind === "subject") ?? "";
  const parties = scenarios.parties as unknown as Record<string, PolicyInput["registry"]["sender"]>;
  const necessity = asked.necessity.flatMap(({ field, reason }) =>
    Object.entries(held).flatMap(([gid, { leaves }]) =>
      leaves.some(({ f }) => f === field) ? [{ path: `${gid}/${field}`, reason }] : [],
    ),
  );
  const input = {
    message: {
      ...message,
      private: { ...message.private, "private.necessity": necessity },
      body: held,
    },
    agreement: (scenarios.agreements as Record<string, unknown>)[context.agreement],
    consents: context.consents.map((consent) => ({ ...consent, subject })),
    authorisations: [],
    registry: {
      sender: parties[context.registry.sender],
      recipient: parties[context.registry.recipient],
      states: scenarios.states,
      shelters: [],
    },
    now: context.now,
  } as unknown as PolicyInput;
  return { purpose, input };
}

interface Fixture {
  readonly message: { readonly clear: object; readonly private: object; readonly body: Body };
  readonly context: {
    readonly agreement: string;
    readonly consents: readonly object[];
    readonly registry: { readonly sender: string; readonly recipient: string };
    readonly now: string;
  };
}

function coarserThan(ladder: string, rung: string): string {
  const rungs = LADDERS[ladder] ?? [];
  return rungs[rungs.findIndex((entry) => entry.rung === rung) - 1]?.rung ?? "none";
}

const ALWAYS: ConditionExpression = { all: [] };
