import { expect, it } from "vitest";
import { additionOf } from "../../src/pages/compose/state/missing-field.ts";
import type { WorkGroup } from "../../src/pages/compose/state/work.ts";

const group = (kind: string, ...fields: readonly string[]) =>
  ({
    gid: kind,
    kind,
    leaves: fields.map((f) => ({ key: f, f, v: undefined })),
  }) as never as WorkGroup;

it("adds a field that is missing to an entry that may have it, or with a new entry", () => {
  const services = "need.services";
  const added = { do: "addGroup", kind: "need", to: ["p"], f: services };
  expect(additionOf(services, [group("subject")], ["p"])).toEqual(added);
  const inNeed = { do: "addValue", gid: "need", f: services };
  expect(additionOf(services, [group("need")], ["p"])).toEqual(inNeed);
  expect(additionOf(services, [group("need", services)], ["p"])).toBeUndefined();
});

it("adds the person of a field that stands beside her values", () => {
  const person = { do: "addGroup", kind: "subject", to: [] };
  expect(additionOf("subject.ageClass", [], ["p"])).toEqual(person);
  expect(additionOf("subject.ageClass", [group("subject")], [])).toBeUndefined();
});

it("adds nothing that is no field of an entry", () => {
  expect(additionOf("env.purpose", [], [])).toBeUndefined();
});
