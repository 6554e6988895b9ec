import type { AgreementRow, Body, Evaluation, Group } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { type Case, consentTo, inputOf, META } from "../../test/case.ts";
import { CATALOGUE_TABLES, type PolicyTables } from "../tables/tables.ts";
import { permissions } from "./permissions.ts";

type Leaf = Group["leaves"][number];
const group = (kind: string, links: string[], ...leaves: Leaf[]): Group => ({
  kind,
  links,
  meta: META,
  leaves,
});
const anna: Group = { ...group("subject", []), ledCategory: "victim", ageClass: "adult" };
const row = (purpose: string, field: string, more: Partial<AgreementRow> = {}): AgreementRow => ({
  purpose,
  field,
  explicit: true,
  strict: true,
  ...more,
});

/** Judges without rows remembered by earlier tests. */
const judge = (given: Case, tables: Partial<PolicyTables> = CATALOGUE_TABLES) =>
  permissions(inputOf(given), tables);
const brief = (given: Case, gid: string, tables?: Partial<PolicyTables>) =>
  judge(given, tables)
    .filter((one) => one.gid === gid)
    .map(({ outcome, reason }) => (reason ? `${outcome} ${reason.message}` : outcome));

describe("the account of a message", () => {
  it("has header members first, leaves in their order, and rungs where there are some", () => {
    const event = group(
      "event",
      ["anna"],
      { f: "event.indicators", v: "isolation" },
      { f: "event.period", v: "2026" },
      { f: "event.period", v: "2026-10-05" },
    );
    const [category, age, indicator, year, day, ...others] = judge({ body: { anna, event } });
    expect(others).toEqual([]);
    expect(category).toEqual({
      gid: "anna",
      field: "subject.ledCategory",
      path: "anna/subject.ledCategory",
      leaf: undefined,
      outcome: "allowed",
    });
    expect(age).toEqual({
      gid: "anna",
      field: "subject.ageClass",
      path: "anna/subject.ageClass",
      leaf: undefined,
      outcome: "allowed",
    });
    const place = { gid: "event", field: "event.period", path: "event/event.period" };
    const granted = { ladder: "time", rung: "month" };
    expect(indicator).toEqual({
      gid: "event",
      field: "event.indicators",
      path: "event/event.indicators",
      leaf: 0,
      outcome: "allowed",
    });
    expect(Object.keys(indicator ?? {})).not.toContain("actual");
    expect(year).toEqual({
      ...place,
      leaf: 1,
      outcome: "allowed",
      actual: { ladder: "time", rung: "year" },
      granted,
    });
    const { reason, ...rest } = day ?? {};
    expect(rest).toEqual({
      ...place,
      leaf: 2,
      outcome: "coarsened",
      actual: { ladder: "time", rung: "day" },
      granted,
      coarsenedTo: [{ gid: "event", f: "event.period", v: "2026-10" }],
    });
    expect(reason?.message).toBe("TOO_PRECISE");
  });

  it("says what a value would be coarsened to that is not admitted itself", () => {
    const born = { f: "identity.dateOfBirth", v: { edtf: "1998-05-17", basis: "documented" } };
    const body = { anna, identity: group("identity", ["anna"], born) };
    const { reason, ...entry } = judge({ body }).find(({ gid }) => gid === "identity") ?? {};
    expect(entry).toEqual({
      gid: "identity",
      field: "identity.dateOfBirth",
      path: "identity/identity.dateOfBirth",
      leaf: 0,
      outcome: "coarsened",
      actual: { ladder: "age", rung: "dateOfBirth" },
      granted: { ladder: "age", rung: "ageBand" },
      coarsenedTo: [{ gid: "anna", f: "subject.ageBand", v: "27-29" }],
    });
    expect(reason?.code).toBe("consent");
  });

  it("shows the rung, but grants none, of what is withheld", () => {
    const place = group("location", ["anna"], { f: "location.precise", v: {} });
    const { reason, ...entry } = judge({ body: { anna, place } }).at(-1) ?? {};
    expect(entry).toEqual({
      gid: "place",
      field: "location.precise",
      path: "place/location.precise",
      leaf: 0,
      outcome: "withheld",
      actual: { ladder: "location", rung: "precise" },
    });
    expect(reason?.message).toBe("FIELD_NOT_OF_PURPOSE");
  });
});

describe("several values of one field", () => {
  it("are judged each by its nature", () => {
    const birth = { f: "identity.placeOfBirth", v: { country: "XB" } };
    const told: Leaf = { ...birth, nature: "statement" };
    const offence = group("event", ["max"], { f: "event.offence", v: { iccs: "0204" } });
    const body = (...leaves: Leaf[]): Body => ({
      max: { ...anna, ledCategory: "suspect" },
      offence,
      identity: group("identity", ["max"], ...leaves),
    });
    const judged = (...leaves: Leaf[]) =>
      brief({ body: body(...leaves), purpose: "CRIMINAL_INVESTIGATION" }, "identity");
    const [yes, no] = ["allowed", "withheld CONDITIONS_UNMET"];
    expect(judged(birth, told, birth, birth)).toEqual([yes, no, yes, yes]);
    expect(judged(told, told, birth)).toEqual([no, no, yes]);
  });

  it("are judged each by itself where the purpose bars one", () => {
    const back = (v: string) => ({ f: "return.voluntary", v });
    const body = (...values: string[]): Body => ({
      anna,
      back: group("return", ["anna"], ...values.map(back)),
    });
    const purpose = "SAFE_RETURN";
    const bases = ["NAT-XB#act-1"];
    const judged = (...values: string[]) =>
      brief({ body: body(...values), purpose, bases }, "back");
    const [yes, no] = ["allowed", "withheld VALUE_NOT_CARRIED"];
    expect(judged("voluntary", "forced", "voluntary")).toEqual([yes, no, yes]);
    expect(judged("forced", "voluntary")).toEqual([no, yes]);
    const { reason } = judge({ body: body("forced"), purpose, bases }).at(-1) ?? {};
    expect(reason?.code).toBe("value");
    expect(reason?.citation).toMatch(/./);
  });

  it("each have their place in the account", () => {
    const event = group(
      "event",
      ["anna"],
      { f: "event.indicators", v: "isolation" },
      { f: "event.indicators", v: "deception" },
      { f: "event.means", v: "force" },
    );
    const judged = judge({ body: { anna, event } }).filter(({ gid }) => gid === "event");
    expect(judged.map(({ field, leaf }) => [field, leaf])).toEqual([
      ["event.indicators", 0],
      ["event.indicators", 1],
      ["event.means", 2],
    ]);
  });
});

describe("a value that is too fine", () => {
  const event = (
    v: string,
    more: Partial<Leaf> = {},
    nature: Evaluation["nature"] = "fact",
  ): Group => ({
    ...group("event", ["anna"], { f: "event.period", v, ...more }),
    meta: { ...META, nature },
  });
  const coarser = (body: Body) => judge({ body }).at(-1)?.coarsenedTo;

  it("is withheld where the purpose grants no rung", () => {
    const purposes = CATALOGUE_TABLES.purposes.map((one) => ({ ...one, maxPrecision: [] }));
    const given = { body: { anna, event: event("2026") } };
    expect(brief(given, "event", { purposes })).toEqual(["withheld RUNG_NOT_GRANTED"]);
  });

  it("may be coarsened in its place, however many there are", () => {
    const days = ["2026-10-05", "2026-09-05", "2026-08-05", "2026-07-05"];
    const full = group("event", ["anna"], ...days.map((v) => ({ f: "event.period", v })));
    const said = "coarsened TOO_PRECISE";
    expect(brief({ body: { anna, event: full } }, "event")).toEqual([said, said, said, said]);
  });

  it("keeps a nature of its own in its coarser form, and no other", () => {
    const form = { gid: "event", f: "event.period", v: "2026-10" };
    expect(coarser({ anna, event: event("2026-10-05") })).toEqual([form]);
    const own = { nature: "statement" } as const;
    expect(coarser({ anna, event: event("2026-10-05", own) })).toEqual([{ ...form, ...own }]);
    expect(coarser({ anna, event: event("2026-10-05", own, "statement") })).toEqual([form]);
    expect(coarser({ anna, event: event("2026-10-05", {}, "statement") })).toEqual([form]);
  });

  it("is withheld where its coarser form has no room", () => {
    const born = { f: "identity.dateOfBirth", v: { edtf: "1998-05-17", basis: "documented" } };
    const identity = group("identity", ["anna"], born);
    const outcome = (...leaves: Leaf[]) =>
      judge({ body: { anna: { ...anna, leaves }, identity } }).at(-1)?.outcome;
    expect(outcome()).toBe("coarsened");
    expect(outcome({ f: "subject.ageBand", v: "27-29" })).toBe("coarsened");
    expect(outcome({ f: "subject.ageBand", v: "18-20" })).toBe("withheld");
    expect(outcome({ f: "subject.sex", v: "2" })).toBe("coarsened");
  });
});

describe("under the clause", () => {
  const agreement = (more: object = {}) => ({
    noIdentificationClause: true,
    rows: [row("CRIMINAL_INVESTIGATION", "identity.names")],
    ...more,
  });
  const names = { f: "identity.names", v: [] };
  const given = (more: Partial<Case> = {}): Case => ({
    body: { anna, identity: group("identity", ["anna"], names) },
    purpose: "CRIMINAL_INVESTIGATION",
    agreement: agreement(),
    private: {
      "private.necessity": [{ path: "identity/identity.names", reason: "ESTABLISH_IDENTITY" }],
    },
    ...more,
  });

  it("what identifies a victim is withheld, though purpose and agreement grant it", () => {
    const entry = judge(given()).at(-1);
    expect(entry?.outcome).toBe("withheld");
    expect(entry?.reason?.message).toBe("IDENTIFIES_VICTIM");
    expect(entry?.actual).toEqual({ ladder: "name", rung: "fullName" });
    expect(entry?.granted).toEqual({ ladder: "name", rung: "fullName" });
  });

  it("it is not without the clause, of another person, or by her consent", () => {
    const open = given({ agreement: agreement({ noIdentificationClause: false }) });
    expect(judge(open).at(-1)?.outcome).toBe("allowed");
    const body = { anna: { ...anna, ageClass: "child" }, identity: given().body["identity"] };
    expect(judge(given({ body: body as Body })).at(-1)?.outcome).toBe("allowed");
    const consent = consentTo(["identity"], { purposes: ["CRIMINAL_INVESTIGATION"] });
    expect(judge(given({ consents: [consent] })).at(-1)?.outcome).toBe("allowed");
  });

  it("what weighs too much beside the rest is withheld, with its rung", () => {
    const event = group("event", ["anna"], { f: "event.period", v: "2026-10" });
    const tight = { noIdentificationClause: true, quasiIdentifierBound: 5 };
    const entry = judge({ body: { anna, event }, agreement: tight }).at(-1);
    expect(entry?.reason?.message).toBe("TOGETHER_TOO_MUCH");
    expect(entry?.outcome).toBe("withheld");
    expect(entry?.granted).toEqual({ ladder: "time", rung: "month" });
  });
});
