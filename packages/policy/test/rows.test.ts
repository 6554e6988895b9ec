import {
  type ConditionExpression,
  findPurpose,
  LADDERS,
  PURPOSES,
  type PurposeEntry,
} from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { type Permission, type PolicyInput, permissions } from "../src/index.ts";
import { casesOf } from "./cases-of.ts";

const IDS = ["ASSISTANCE_REFERRAL", "VICTIM_IDENTIFICATION"];

describe.each(IDS)("changing a row of %s changes what is permitted", (id) => {
  const row = findPurpose(id) as PurposeEntry;

  it.each([...row.required, ...row.allowed])("without %s", (field) => {
    const without = (fields: readonly string[]) => fields.filter((one) => one !== field);
    const changed = { required: without(row.required), allowed: without(row.allowed) };
    expectChange(id, changed);
    expectNoGain(id, changed);
  });

  it.each(row.conditional.map(({ field }) => field))("without the condition row of %s", (field) => {
    const changed = { conditional: row.conditional.filter((entry) => entry.field !== field) };
    expectChange(id, changed);
    expectNoGain(id, changed);
  });

  it.each(row.conditional.map(({ field }) => field))("with %s under no condition", (field) => {
    const conditional = row.conditional.map((entry) =>
      entry.field === field ? { field, when: ALWAYS } : entry,
    );
    expectChange(id, { conditional });
  });

  it.each(row.maxPrecision.map((entry, index) => [nameOf(entry), index] as const))(
    "with a coarser %s",
    (_, index) => {
      const maxPrecision = row.maxPrecision.map((entry, place) =>
        place === index ? { ...entry, rung: coarserThan(entry.ladder, entry.rung) } : entry,
      );
      expectChange(id, { maxPrecision });
      expectNoGain(id, { maxPrecision });
    },
  );

  it("forbids what it is told to forbid", () => {
    expectChange(id, { forbiddenKinds: ["need", "event"] });
    expectChange(id, { recipientTypeForbids: { victimServiceNGO: ["subject.pseudonym"] } });
    expectChange(id, { valueForbids: [{ field: "subject.sex", values: ["1"], rule: "R01" }] });
    expectChange(id, { legalBases: [], nationalProvision: false }, true);
  });
});

it("withholds everything where the purpose is not in the tables", () => {
  for (const input of casesOf("ASSISTANCE_REFERRAL").slice(0, 20)) {
    const judged = permissions(input, { purposes: [] });
    expect(judged.filter(({ outcome }) => outcome !== "withheld")).toEqual([]);
  }
});

function expectChange(id: string, change: Partial<PurposeEntry>, withoutNational = false): void {
  const cases = casesOf(id).map((input) => (withoutNational ? foreign(input) : input));
  const purposes = purposesWith(id, change);
  const differs = (input: PolicyInput): boolean =>
    textOf(input) !== JSON.stringify(permissions(input, { purposes }));
  expect(cases.some(differs)).toBe(true);
}

/** Removing or coarsening a row never admits more. */
function expectNoGain(id: string, change: Partial<PurposeEntry>): void {
  const purposes = purposesWith(id, change);
  const gained = casesOf(id)
    .slice(0, 150)
    .flatMap((input) => {
      const before = freedomOf(input);
      const now = permissions(input, { purposes });
      return now.filter((one) => FREEDOM[one.outcome] > (before.get(placeOf(one)) ?? 0));
    });
  expect(gained).toEqual([]);
}

function purposesWith(id: string, change: Partial<PurposeEntry>): readonly PurposeEntry[] {
  return PURPOSES.map((row) => (row.id === id ? { ...row, ...change } : row));
}

/** What the unchanged catalogue permits, computed once for each case. */
const textOf = once((input) => JSON.stringify(permissions(input)));
const freedomOf = once(
  (input) => new Map(permissions(input).map((one) => [placeOf(one), FREEDOM[one.outcome]])),
);

function once<T>(make: (input: PolicyInput) => T): (input: PolicyInput) => T {
  const made = new WeakMap<PolicyInput, { readonly value: T }>();
  return (input) => {
    const found = made.get(input) ?? { value: make(input) };
    made.set(input, found);
    return found.value;
  };
}

const FREEDOM = { withheld: 0, coarsened: 1, allowed: 2 } as const;
const placeOf = ({ gid, field, leaf = -1 }: Permission): string => `${gid} ${field} ${leaf}`;

/** Without the national law that every generated agreement names. */
function foreign(input: PolicyInput): PolicyInput {
  return { ...input, agreement: { ...input.agreement, nationalProvisions: [] } };
}

function nameOf({ ladder, rung, field }: { ladder: string; rung: string; field?: string }): string {
  return `${ladder} ${rung} ${field ?? ""}`;
}

function coarserThan(ladder: string, rung: string): string {
  const rungs = LADDERS[ladder] ?? [];
  return rungs[rungs.findIndex((entry) => entry.rung === rung) - 1]?.rung ?? "none";
}

const ALWAYS: ConditionExpression = { all: [] };
