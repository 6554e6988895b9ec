import type { Body } from "@safepassage/schema";
import { describe, expect, test } from "vitest";
import {
  type CorrectionWork,
  EMPTY_CORRECTION,
  firstValues,
  placesOf,
  toCorrection,
} from "../../src/pages/message/correct/correction.ts";

const PLACES = placesOf(bodyOf());

describe("the places of a message that can be corrected", () => {
  test("are its values, each field once, and role and age class of a person", () => {
    expect(PLACES.map(({ path, values }) => [path, values])).toEqual([
      ["p/subject.ledCategory", ["victim"]],
      ["p/subject.ageClass", ["adult"]],
      ["p/subject.languages", ["eng", "rus"]],
      ["n/need.services", ["counselling"]],
    ]);
  });

  test("begin with what stands there where it is replaced, and empty where something is added", () => {
    const place = { values: ["eng", "rus"] };
    expect(firstValues("rectify", place)).toEqual(["eng", "rus"]);
    expect(firstValues("complete", place)).toEqual([undefined]);
  });
});

describe("a correction", () => {
  test("is none before it says what to do, why, and where", () => {
    expect(toCorrection(EMPTY_CORRECTION, PLACES)).toBeUndefined();
    expect(toCorrection(workOf({ reason: undefined }), PLACES)).toBeUndefined();
    expect(toCorrection(workOf({ action: undefined }), PLACES)).toBeUndefined();
    expect(toCorrection(workOf({ changes: new Map() }), PLACES)).toBeUndefined();
  });

  test("names each place with all values that shall stand there", () => {
    const changes = new Map([["p/subject.languages", ["eng", "ukr", undefined]]]);
    expect(toCorrection(workOf({ changes }), PLACES)).toEqual({
      ...{ action: "rectify", reason: "inaccurate" },
      changes: [{ path: "p/subject.languages", values: ["eng", "ukr"] }],
    });
  });

  test("is none while a chosen place has no new value, or the one that it has", () => {
    for (const values of [[], [undefined], ["counselling"]]) {
      const changes = new Map([["n/need.services", values]]);
      expect(toCorrection(workOf({ changes }), PLACES), JSON.stringify(values)).toBeUndefined();
    }
  });

  test("carries no values where it restricts", () => {
    const changes = new Map([["n/need.services", ["legalAdvice"]]]);
    expect(toCorrection(workOf({ action: "restrict", changes }), PLACES)).toMatchObject({
      changes: [{ path: "n/need.services" }],
    });
  });

  test("names one place where it erases: an erasure takes the whole message", () => {
    const work = workOf({ action: "erase", changes: new Map() });
    expect(toCorrection(work, PLACES)?.changes).toEqual([{ path: "p/subject.ledCategory" }]);
  });

  test("leaves places out that the message does not have any more", () => {
    const changes = new Map([["gone/need.services", ["legalAdvice"]]]);
    expect(toCorrection(workOf({ changes }), PLACES)).toBeUndefined();
  });
});

function workOf(change: Partial<CorrectionWork>): CorrectionWork {
  const changes = new Map([["n/need.services", ["legalAdvice"]]]);
  return { action: "rectify", reason: "inaccurate", changes, ...change };
}

function bodyOf(): Body {
  return {
    p: {
      ...{ kind: "subject", links: [], ledCategory: "victim", ageClass: "adult" },
      leaves: [
        { f: "subject.languages", v: "eng" },
        { f: "subject.languages", v: "rus" },
      ],
    },
    n: { kind: "need", links: ["p"], leaves: [{ f: "need.services", v: "counselling" }] },
  };
}
