import { expect, test } from "vitest";
import { formFaultsOf, outcomesOf } from "../../src/pages/compose/state/outcomes.ts";

const GID = "AAAAAAAAAAAAAAAAAAAAAA";
const entry = (field: string, leaf: number | undefined, outcome: string) => ({
  ...{ gid: GID, field, path: `${GID}/${field}`, leaf, outcome },
});
const finding = (field: string | undefined, pointer: string) => ({
  ...{ rule: "R01", code: "R01_X", severity: "error", stage: "schema", pointer, field },
  ...{ sentence: "s", fix: "f", citation: "c", citationRead: true },
});

test("what becomes of a value stands at that value, also where others are unfinished", () => {
  const preview = {
    account: [
      entry("subject.ageClass", undefined, "allowed"),
      entry("subject.sex", 0, "allowed"),
      entry("subject.nationality", 1, "withheld"),
      entry("subject.ageBand", 2, "coarsened"),
    ],
    judgement: {
      findings: [
        finding("subject.sex", `/body/${GID}/leaves/0`),
        finding("subject.sex", "/body/BBBBBBBBBBBBBBBBBBBBBB/leaves/0"),
        finding(undefined, "/clear/env.purpose"),
      ],
    },
  };
  const outcomes = outcomesOf(preview as never, { keys: { [GID]: ["a", "c", "d"] } });
  expect(outcomes.ofLeaf["a"]?.entry?.outcome).toBe("allowed");
  expect(outcomes.ofLeaf["a"]?.findings).toHaveLength(1);
  expect(outcomes.ofLeaf["c"]?.entry?.outcome).toBe("withheld");
  expect(outcomes.ofLeaf["d"]?.entry?.outcome).toBe("coarsened");
  expect(outcomes.ofHeader[`${GID}/subject.ageClass`]?.entry?.outcome).toBe("allowed");
  expect(outcomes.elsewhere.map(({ pointer }) => pointer)).toEqual([
    "/body/BBBBBBBBBBBBBBBBBBBBBB/leaves/0",
    "/clear/env.purpose",
  ]);
  expect([outcomes.goes, outcomes.coarse, outcomes.stays]).toEqual([3, 1, 1]);
});

test("what is said of a claim stands at its place, if it has one", () => {
  const preview = {
    account: [],
    judgement: {
      findings: [
        finding("env.channelGround", "/clear/env.channelGround"),
        finding("env.purpose", "/clear/env.purpose"),
      ],
    },
  };
  const placed = outcomesOf(preview as never, { keys: {} }, ["env.channelGround"]);
  expect(placed.ofClaim["env.channelGround"]).toHaveLength(1);
  expect(placed.elsewhere.map(({ field }) => field)).toEqual(["env.purpose"]);
  expect(outcomesOf(preview as never, { keys: {} }).elsewhere).toHaveLength(2);
});

test("a fault of form stands at its value, and elsewhere under its place", () => {
  const faults = formFaultsOf(
    {
      issues: [
        { pointer: `/draft/body/${GID}/leaves/1/v`, fix: "Write a day." },
        { pointer: "/draft/consents/0/record/language", code: "CODE_UNKNOWN" },
        { pointer: 7 },
      ],
    },
    { keys: { [GID]: ["a", "b"] } },
  );
  expect(faults.ofLeaf.get("b")).toEqual({ code: undefined, says: "Write a day." });
  expect(faults.elsewhere).toEqual([
    { pointer: "/draft/consents/0/record/language", says: "CODE_UNKNOWN" },
    { pointer: "", says: "" },
  ]);
});

test("a fault of form is said in words, in those of the page where it has some", () => {
  const issue = {
    pointer: `/body/${GID}/leaves/0/v`,
    code: "PATTERN_MISMATCH",
    sentence: "A text is not written as its field asks.",
    pattern: "^[0-9]+$",
  };
  const keys = { [GID]: ["a"] };
  const english = formFaultsOf({ issues: [issue] }, { keys });
  expect(english.ofLeaf.get("a")?.says).toBe(issue.sentence);
  const own = formFaultsOf({ issues: [issue] }, { keys }, () => ({
    text: "Un texte.",
    fix: "Écrivez.",
  }));
  expect(own.ofLeaf.get("a")?.says).toBe("Un texte. Écrivez.");
});

test.each([
  ["/v/latin", "latin"],
  ["/v/value/street", "street"],
  ["/v/services/0", "services"],
  ["/v/value", undefined],
  ["/v", undefined],
])("a fault of form at %s is one of the member %s", (place, member) => {
  const issue = { pointer: `/body/${GID}/leaves/0${place}`, code: "X" };
  const { ofLeaf } = formFaultsOf({ issues: [issue] }, { keys: { [GID]: ["a"] } });
  expect(ofLeaf.get("a")?.member).toBe(member);
});

test("a fault of a consent stands at its entry, if it has one and the consent is of this draft", () => {
  const at = (place: string) => ({ pointer: `/consents/${place}`, code: "X", fix: "Mend it." });
  const places = ["0/record/validUntil", "0/record/scope/0", "1/record/person", "0/subject"];
  const draft = { consents: [{ subject: GID, record: {} }] } as never;
  const faults = formFaultsOf({ issues: places.map(at) }, { keys: {}, draft });
  expect([...faults.ofConsent]).toEqual([[`${GID}/validUntil`, { code: "X", says: "Mend it." }]]);
  expect(faults.elsewhere.map(({ pointer }) => pointer)).toEqual(
    places.slice(1).map((place) => `/consents/${place}`),
  );
});

test("a needed field that is filled in and stays is told apart from one that is missing", () => {
  const needed = (field: string) => ({ ...finding(field, "/body"), rule: "R65" });
  const preview = {
    account: [entry("need.services", 0, "withheld"), entry("subject.sex", 1, "allowed")],
    judgement: { findings: ["need.services", "subject.role"].map(needed) },
  };
  const { staysNeeded, elsewhere } = outcomesOf(preview as never, { keys: {} });
  expect(staysNeeded.map(({ field }) => field)).toEqual(["need.services"]);
  expect(elsewhere.map(({ field }) => field)).toEqual(["subject.role"]);
});

test("a problem without places says nothing about values", () => {
  expect(formFaultsOf({}, { keys: {} })).toEqual({
    ...{ ofLeaf: new Map(), ofConsent: new Map() },
    elsewhere: [],
  });
});
