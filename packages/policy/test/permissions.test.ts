import { type Body, checkDraft, type Draft } from "@safepassage/schema";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minimise, type PolicyInput, permissions } from "../src/index.ts";
import { arbitraryInput } from "./arbitrary-message.ts";
import { inputOf } from "./case.ts";
import { BODY, EVENT, PERSON } from "./victim-body.ts";

describe("permissions", () => {
  it("withhold what is malformed, and never throw", () => {
    const odd: Body = {
      anna: { ...PERSON, links: ["anna", "__proto__", "nowhere"] },
      event: {
        ...EVENT,
        links: ["constructor", "event"],
        leaves: [
          { f: "toString", v: "x" },
          { f: "subject.sex", v: "2" },
          { f: "event.period", v: { deep: [null] } },
          { f: "subject.ledCategory", v: "victim" },
        ],
      },
      what: { kind: "hasOwnProperty", links: [], leaves: [{ f: "need.health", v: "none" }] },
    };
    const input = inputOf({ body: odd });
    const judged = permissions(input).filter(
      ({ gid, leaf }) => gid !== "anna" && leaf !== undefined,
    );
    expect(judged.map(({ outcome, reason }) => [outcome, reason?.code])).toEqual([
      ["withheld", "unknown"],
      ["withheld", "unknown"],
      ["withheld", "ladder"],
      ["withheld", "unknown"],
      ["withheld", "unknown"],
    ]);
    expect(minimise(input).draft.body).toHaveProperty("anna");
  });

  it("withhold everything of a message without claims", () => {
    const input = inputOf({ body: BODY });
    const bare = { clear: {}, private: {}, body: BODY } as unknown as Draft;
    const judged = permissions({ ...input, message: bare });
    expect(new Set(judged.map(({ outcome }) => outcome))).toEqual(new Set(["withheld"]));
  });

  it("withhold everything for a purpose or a type of message that nobody knows", () => {
    for (const claim of ["env.purpose", "env.messageType"]) {
      const { message, ...rest } = inputOf({ body: BODY });
      const clear = { ...message.clear, [claim]: "constructor" };
      const judged = permissions({ ...rest, message: { ...message, clear } });
      expect(new Set(judged.map(({ reason }) => reason?.code))).toEqual(new Set(["purpose"]));
    }
  });

  it("leave their input as it was, say the same twice, and hold no value of the record", () => {
    for (const input of fc.sample(arbitraryInput(), { numRuns: 50, seed: 20261124 })) {
      const before = JSON.stringify(input);
      const first = JSON.stringify(permissions(input));
      minimise(input);
      expect(JSON.stringify(permissions(input))).toBe(first);
      expect(JSON.stringify(input)).toBe(before);
      const said = permissions(input).map(({ reason: { field: _, ...reason } = {} }) => reason);
      // The names of field and purpose are the catalogue's, and one may be a code of some list.
      const reasons = JSON.stringify(said).replaceAll(/“[^”]*”/g, "");
      expect(valuesOf(input).filter((value) => reasons.includes(value))).toEqual([]);
    }
  });
});

describe("generated messages", () => {
  it("hold only values that the schema admits, and so do minimised ones", () => {
    for (const input of fc.sample(arbitraryInput(), { numRuns: 100, seed: 20261124 })) {
      expect(checkDraft(input.message)).toEqual([]);
      expect(checkDraft(minimise(input).draft)).toEqual([]);
    }
  });
});

/** Values of a message that are too long to be ordinary words. */
function valuesOf({ message }: PolicyInput): string[] {
  return Object.values(message.body)
    .flatMap(({ leaves }) => leaves.map(({ v }) => (typeof v === "string" ? v : JSON.stringify(v))))
    .filter((value) => value.length >= 12);
}
