import { expect, it } from "vitest";
import type { Caller } from "./caller.ts";
import { createStreamCount } from "./stream-count.ts";

const SYSTEM: Caller = { kind: "machine", stillHolds: () => true };
const ROLE: Caller = { kind: "roleToken", role: "dutyOfficer", stillHolds: () => true };
const officer = (id: string): Caller => ({
  kind: "officer",
  officer: { id, assurance: 1, roles: new Set(["auditor"]), until: 0 },
});

const open = () => createStreamCount((id) => id.toLowerCase());

/** Takes streams until one is refused. Returns how many there were, and the code. */
function takeAll(count: ReturnType<typeof open>, caller: (index: number) => Caller) {
  for (let taken = 0; ; taken += 1) {
    try {
      count.take(caller(taken));
    } catch (error) {
      return [taken, (error as { code: string }).code];
    }
  }
}

it("one officer, in whatever letters, or one role's token, has eight streams", () => {
  const count = open();
  const letters = (index: number) => officer(index % 2 === 0 ? "Staff-7" : "staff-7");
  expect(takeAll(count, letters)).toEqual([8, "API_STREAMS_OWN_FULL"]);
  expect(takeAll(count, () => ROLE)).toEqual([8, "API_STREAMS_OWN_FULL"]);
  expect(takeAll(count, () => officer("staff-8"))).toEqual([8, "API_STREAMS_OWN_FULL"]);
});

it("all people leave room for the systems of the agency, and the systems for people", () => {
  const count = open();
  const many = (index: number) => officer(`staff-${index}`);
  expect(takeAll(count, many)).toEqual([224, "API_STREAMS_FULL"]);
  expect(takeAll(count, () => SYSTEM)).toEqual([32, "API_STREAMS_FULL"]);
  const other = open();
  expect(takeAll(other, () => SYSTEM)).toEqual([128, "API_STREAMS_FULL"]);
  expect(takeAll(other, many)).toEqual([128, "API_STREAMS_FULL"]);
});

it("a stream that has ended leaves its place", () => {
  const count = open();
  const ends = Array.from({ length: 8 }, () => count.take(officer("staff-7")));
  ends[0]?.();
  count.take(officer("staff-7"));
  expect(() => count.take(officer("staff-7"))).toThrow("8 streams of one");
});
