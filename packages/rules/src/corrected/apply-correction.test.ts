import type { Body, DecodedMessage, Leaf } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { applyCorrection, valuesAt, withoutTargets } from "./apply-correction.ts";

const PERSON = "8i2U9AAKdTBQ-Y4FGNoUHg";
const NEED = "3MPijAok6nljw6GPbgObyA";
const META = {
  nature: "fact",
  sourceEval: "B",
  infoEval: "2",
  asOf: "2026-11",
  verified: "notVerified",
  complete: "partial",
} as const;
const message = {
  clear: {},
  private: {},
  body: {
    [PERSON]: {
      kind: "subject",
      links: [],
      meta: META,
      ledCategory: "victim",
      ageClass: "adult",
      leaves: [{ f: "subject.sex", v: "2" }],
    },
    [NEED]: {
      kind: "need",
      links: [PERSON],
      meta: META,
      leaves: [
        { f: "need.services", v: "counselling" },
        { f: "need.riskLevel", v: "medium", nature: "assessment" },
      ],
    },
  },
} as unknown as DecodedMessage;

describe("applying a correction", () => {
  it("puts a value in the place of all of its field, and leaves the others where they were", () => {
    const after = apply([NEED, "need.services", ["legalAdvice", "education"]]);
    expect(after?.body[NEED]?.leaves).toEqual([
      { f: "need.services", v: "legalAdvice" },
      { f: "need.services", v: "education" },
      { f: "need.riskLevel", v: "medium", nature: "assessment" },
    ]);
    expect(message.body[NEED]?.leaves).toHaveLength(2);
  });

  it("completes beside what is there, or in its place where there is one", () => {
    const services = apply([NEED, "need.services", ["education"], "complete"]);
    expect(valuesAt(services ?? message, `${NEED}/need.services`)).toEqual([
      "counselling",
      "education",
    ]);
    const again = apply([NEED, "need.services", ["counselling", "education"], "complete"]);
    expect(valuesAt(again ?? message, `${NEED}/need.services`)).toEqual([
      "counselling",
      "education",
    ]);
    const sex = apply([PERSON, "subject.sex", ["1"], "complete"]);
    expect(valuesAt(sex ?? message, `${PERSON}/subject.sex`)).toEqual(["1"]);
  });

  it("keeps the nature of what it replaces, unless it states its own", () => {
    const path = [NEED, "need.riskLevel"] as const;
    expect(apply([...path, ["high"]])?.body[NEED]?.leaves[1]).toEqual({
      f: "need.riskLevel",
      v: "high",
      nature: "assessment",
    });
    const body = bodyOf([...path, ["high"]]);
    const [[gid, group] = []] = Object.entries(body);
    const leaves = group?.leaves.map((leaf) =>
      leaf.f === "correction.value" ? { ...leaf, nature: "statement" } : leaf,
    );
    const stated = { [gid ?? ""]: { ...group, leaves } } as unknown as Body;
    expect(applyCorrection(message, stated)?.body[NEED]?.leaves[1]).toMatchObject({
      nature: "statement",
    });
  });

  it("changes members of headers", () => {
    const after = apply(
      [PERSON, "subject.ageClass", ["unknown"]],
      [PERSON, "meta.asOf", ["2026-10"]],
    );
    expect(after?.body[PERSON]).toMatchObject({ ageClass: "unknown", meta: { asOf: "2026-10" } });
    expect(valuesAt(after ?? message, `${PERSON}/meta.asOf`)).toEqual(["2026-10"]);
  });

  it("changes nothing where there is no such value, or none is to be put there", () => {
    const changes: readonly Changed[] = [
      [PERSON, "need.services", ["education"]],
      ["constructor", "need.services", ["education"]],
      [NEED, "meta.holderRef", ["https://ngo-b.test"]],
      [NEED, "env.purpose", ["STATISTICS"]],
      [NEED, "need.services", ["education"], "erase"],
    ];
    for (const change of changes) expect([change, apply(change)]).toEqual([change, undefined]);
  });

  it("without values leaves the message as it is", () => {
    expect(apply([NEED, "need.services", [], "erase"])).toEqual(message);
  });

  it("can leave out what is named, to see what the message is without it", () => {
    const body = bodyOf([NEED, "need.services", ["education"]], [PERSON, "meta.asOf", ["2026"]]);
    const left = withoutTargets(message, body);
    expect(valuesAt(left, `${NEED}/need.services`)).toEqual([]);
    expect(left.body[PERSON]?.meta).not.toHaveProperty("asOf");
    expect(valuesAt(left, `${NEED}/need.riskLevel`)).toEqual(["medium"]);
  });
});

type Changed = readonly [gid: string, field: string, values: readonly string[], action?: string];

const apply = (...changes: readonly Changed[]) => applyCorrection(message, bodyOf(...changes));

function bodyOf(...changes: readonly Changed[]): Body {
  const groups = changes.map(([gid, field, values, action = "rectify"], place) => {
    const target = { message: "digest", path: `${gid}/${field}` };
    const leaves: Leaf[] = [
      { f: "correction.target", v: target },
      { f: "correction.action", v: action },
      ...values.map((v) => ({ f: "correction.value", v })),
    ];
    return [`group ${place}`, { kind: "correction", links: [], leaves }] as const;
  });
  return Object.fromEntries(groups);
}
