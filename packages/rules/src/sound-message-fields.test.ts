import { type Evaluation, type Group, KINDS } from "@safepassage/schema";
import { expect, it } from "vitest";
import { readMessage } from "./read-message.ts";

const GID = "HN-LG3fF5cxcTcDCGUe85g";
const SEX = { f: "subject.sex", v: "2" };
const LANGUAGE = { f: "subject.languages", v: "eng" };
const AGE = { f: "subject.ageBand", v: "18-20" };

/** Fields that one group is read with. */
function fieldsOf(group: Omit<Group, "links">): readonly string[] {
  const message = { clear: {}, private: {}, body: { [GID]: { links: [], ...group } } };
  const [view] = readMessage(message, []).view.groups;
  return [...(view?.presentFields ?? [])];
}

it("are those of each group, whatever the last of its kind had", () => {
  const groups: readonly (readonly [string[], Partial<Group>])[] = [
    [["subject.sex", "subject.languages"], { leaves: [SEX, LANGUAGE] }],
    [["subject.sex", "subject.languages"], { leaves: [SEX, LANGUAGE, LANGUAGE] }],
    [["subject.sex"], { leaves: [SEX] }],
    [["subject.sex", "subject.languages"], { leaves: [SEX, LANGUAGE] }],
    [["subject.sex", "subject.languages", "subject.ageBand"], { leaves: [SEX, LANGUAGE, AGE] }],
    [["subject.sex", "subject.ageBand"], { leaves: [SEX, AGE] }],
    [
      ["subject.ageClass", "subject.sex", "subject.ageBand"],
      { ageClass: "adult", leaves: [SEX, AGE] },
    ],
    [[], { leaves: [] }],
    [["subject.languages", "subject.sex"], { leaves: [LANGUAGE, SEX, LANGUAGE] }],
    [
      ["subject.ledCategory", "subject.ageClass"],
      { ledCategory: "victim", ageClass: "adult", leaves: [] },
    ],
    [["subject.ledCategory"], { ledCategory: "victim", leaves: [] }],
    [["meta.nature"], { meta: { nature: "fact" } as Evaluation, leaves: [] }],
  ];
  for (const [fields, group] of [...groups, ...groups.toReversed()]) {
    expect(fieldsOf({ kind: "subject", leaves: [], ...group })).toEqual(fields);
  }
});

it("are those of the leaves as they are written in a group of no kind", () => {
  expect("nobody" in KINDS).toBe(false);
  const fields = fieldsOf({ kind: "nobody", leaves: [SEX, { f: "subject.none", v: "1" }] });
  expect(fields).toEqual(["subject.sex", "subject.none"]);
});
