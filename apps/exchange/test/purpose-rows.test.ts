import { findPurpose, LADDERS, PURPOSES, type PurposeEntry } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { OPENINGS } from "../src/play/openings.ts";
import { type Printed, readOpening } from "./account.ts";

describe.each([
  { purpose: "ASSISTANCE_REFERRAL", opening: await readOpening(OPENINGS.S01), rows: 36 },
  { purpose: "VICTIM_IDENTIFICATION", opening: await readOpening(OPENINGS.S02), rows: 49 },
])("what the demo prints of $purpose", ({ purpose, opening, rows }) => {
  const row = findPurpose(purpose) as PurposeEntry;
  const before = opening.printed();
  const changed = (change: Change): Printed =>
    opening.printed(PURPOSES.map((one) => (one.id === purpose ? { ...one, ...change } : one)));

  it("is the same each time the same rows are asked", () => {
    expect(opening.printed()).toEqual(before);
    expect(changed({})).toEqual(before);
  });

  it.each([...withoutEach(row)])("is another without its row: %s", (_, change) => {
    expect(changed(change)).not.toEqual(before);
  });

  it.each([...stricterEach(row)])("is another with a stricter row: %s", (_, change) => {
    expect(changed(change)).not.toEqual(before);
  });

  it("says of the child's case only what no rule would refuse", () => {
    const { verdict, findings } = opening.judgeOther();
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(verdict).not.toBe("reject");
  });

  it("has been asked about every row there is", () => {
    expect([...withoutEach(row)]).toHaveLength(rows);
    const { forbiddenKinds = [], recipientTypeForbids, valueForbids, perType } = row;
    // What is refused to other types of recipient has no effect here.
    const services = ["victimServiceNGO", "victimServicePublic"];
    expect(services.filter((type) => Object.hasOwn(recipientTypeForbids, type))).toEqual([]);
    expect({ forbiddenKinds, valueForbids, perType }).toEqual({
      forbiddenKinds: [],
      valueForbids: [],
      perType: {},
    });
  });
});

type Change = Partial<PurposeEntry>;
type Named = [name: string, change: Change];

/** The purpose with one of its rows left out, for each of them. */
function* withoutEach({ required, allowed, conditional, maxPrecision }: PurposeEntry) {
  for (const field of required) {
    yield [`${field} required`, { required: without(required, field) }] satisfies Named;
  }
  for (const field of allowed) {
    yield [`${field} allowed`, { allowed: without(allowed, field) }] satisfies Named;
  }
  for (const entry of conditional) {
    const change = { conditional: without(conditional, entry) };
    yield [`${entry.field} on a condition`, change] satisfies Named;
  }
  for (const entry of maxPrecision) {
    const change = { maxPrecision: without(maxPrecision, entry) };
    yield [nameOf(entry), change] satisfies Named;
  }
}

/** Each condition replaced by a harder one, and each ladder granted a rung less. */
function* stricterEach({ conditional, maxPrecision }: PurposeEntry) {
  for (const entry of conditional) {
    const change = { conditional: swapped(conditional, entry, { ...entry, when: JUDICIAL }) };
    yield [`${entry.field} on an order of a judge`, change] satisfies Named;
  }
  for (const entry of maxPrecision) {
    const coarser = { ...entry, rung: coarserThan(entry) };
    const change = { maxPrecision: swapped(maxPrecision, entry, coarser) };
    yield [`${nameOf(entry)}, one rung less`, change] satisfies Named;
    const ordered = { maxPrecision: swapped(maxPrecision, entry, { ...entry, when: JUDICIAL }) };
    yield [`${nameOf(entry)}, on an order of a judge`, ordered] satisfies Named;
  }
}

const nameOf = ({ ladder, rung, field }: Precision): string =>
  `${ladder} up to ${rung}${field === undefined ? "" : ` of ${field}`}`;

function coarserThan({ ladder, rung }: Precision): string {
  const rungs = LADDERS[ladder] ?? [];
  return rungs[rungs.findIndex((entry) => entry.rung === rung) - 1]?.rung ?? "none";
}

const without = <T>(list: readonly T[], one: T): readonly T[] =>
  list.filter((entry) => entry !== one);

const swapped = <T>(list: readonly T[], one: T, other: T): readonly T[] =>
  list.map((entry) => (entry === one ? other : entry));

type Precision = PurposeEntry["maxPrecision"][number];

/** Holds nowhere in the demo's cases. */
const JUDICIAL = { cond: "JUDICIAL" };
