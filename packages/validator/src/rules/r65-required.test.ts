import { expect, it } from "vitest";
import { type Fixture, scenarioFixture } from "../../test/fixtures.ts";
import { applyPatch } from "../../test/json-patch.ts";
import { validate } from "../validate.ts";
import { r65 } from "./r65-required.ts";

it("asks a draft for no digest: those are made when it is signed", () => {
  const draft = applyPatch(scenarioFixture("S01.1"), [
    { op: "remove", path: "/message/clear/env.digest.private" },
    { op: "remove", path: "/message/clear/env.digest.body" },
  ]);
  expect(findingsOf(draft)).toEqual([]);
});

it("names each field that is missing, and the kind of group that it belongs to", () => {
  const { private: hidden, clear } = scenarioFixture("S01.1").message;
  const empty = { ...scenarioFixture("S01.1"), message: { clear, private: hidden, body: {} } };
  expect(findingsOf(empty)).toEqual([
    ["need.services", "need"],
    ["subject.ageClass", "subject"],
    ["subject.ledCategory", "subject"],
    ["subject.pseudonym", "subject"],
  ]);
});

function findingsOf(input: Fixture): unknown[] {
  const { findings } = validate(input, { rules: [r65] });
  return findings.map(({ field, groupKind }) => [field, groupKind]);
}
