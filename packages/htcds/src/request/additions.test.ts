import { type Body, type Leaf, parseBody } from "@safepassage/schema";
import { describe, expect, test } from "vitest";
import { countedRandom, oneRow, options, STATEMENT } from "../../test/sample.ts";
import { HtcdsError, type HtcdsErrorCode } from "../errors/htcds-error.ts";
import { importHtcds } from "../import-htcds.ts";
import { applyAdditions, parseAdditions } from "./additions.ts";
import { renewIds, selectFields } from "./select.ts";

const CHANNEL = { via: "https://ngo-b.test", instruction: ["intermediaryOnly"] };
const RISK = { f: "need.riskLevel", v: "medium", nature: "assessment" };
const evaluation = { ...STATEMENT.evaluation, asOf: "2026-11" };
const adding = () => ({ evaluation, random: countedRandom("additions"), test: true });

async function bodyOf(cells: Record<string, string>): Promise<Body> {
  const { cases } = await importHtcds(oneRow(cells), options());
  return cases[0]?.groups ?? {};
}

const groupOf = (body: Body, kind: string) =>
  Object.values(body).filter((group) => group.kind === kind);

function codeOf(run: () => unknown): HtcdsErrorCode {
  try {
    run();
  } catch (error) {
    if (error instanceof HtcdsError) return error.code;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("additions", () => {
  test("join the group of their kind or make one that concerns the person", async () => {
    const body = await bodyOf({ prs_Gender: "Feminine", spl_Type: "Legal" });
    const additions = {
      subject: [{ f: "subject.interpreterNeeded", v: true }],
      need: [RISK],
      contact: [{ f: "contact.safeChannel", v: CHANNEL }],
      event: [{ f: "event.indicators", v: "isolation", nature: "assessment" }],
      location: [
        { f: "location.kind", v: "area" },
        { f: "location.country", v: "XB" },
      ],
    };
    const added = applyAdditions(body, additions, adding());
    const [subject] = Object.keys(body);
    expect(groupOf(added, "subject")[0]?.leaves.at(-1)).toEqual(additions.subject[0]);
    expect(groupOf(added, "need")[0]?.leaves).toEqual([
      { f: "need.services", v: "legalAdvice" },
      RISK,
    ]);
    expect(groupOf(added, "contact")).toMatchObject([{ links: [subject], meta: evaluation }]);
    const event = Object.keys(added).find((gid) => added[gid]?.kind === "event");
    expect(groupOf(added, "location")).toMatchObject([{ links: [event] }]);
    expect(parseBody(added)).toBe(added);
    expect(groupOf(body, "contact")).toEqual([]);
  });

  test("that say what the file says change nothing", async () => {
    const body = await bodyOf({ prs_Gender: "Feminine" });
    expect(applyAdditions(body, { subject: [{ f: "subject.sex", v: "2" }] }, adding())).toEqual(
      body,
    );
    expect(applyAdditions(body, {}, adding())).toEqual(body);
  });

  test("that contradict the file or fit in two places are refused", async () => {
    const body = await bodyOf({ prs_Gender: "Feminine" });
    const other = { subject: [{ f: "subject.sex", v: "1" }] };
    expect(codeOf(() => applyAdditions(body, other, adding()))).toBe("HTCDS_ADDITION_CONFLICT");
    const two = await bodyOf({ vic_TypeOfExploitation: "Servitude", hte_Type: "Transit" });
    const event = { event: [{ f: "event.indicators", v: "isolation" }] };
    expect(codeOf(() => applyAdditions(two, event, adding()))).toBe("HTCDS_ADDITION_CONFLICT");
    expect(codeOf(() => applyAdditions({}, other, adding()))).toBe("HTCDS_ADDITION_CONFLICT");
  });

  const malformed: readonly (readonly [string, unknown])[] = [
    ["no object", [RISK]],
    ["null", null],
    ["a kind that no caseworker adds", { response: [{ f: "response.outcome", v: "accepted" }] }],
    ["leaves that are no list", { need: RISK }],
    ["65 leaves", { need: Array(65).fill(RISK) }],
    ["a leaf that is no object", { need: ["need.riskLevel"] }],
    ["a field of another kind", { need: [{ f: "subject.sex", v: "2" }] }],
    ["a header in a leaf", { subject: [{ f: "subject.ledCategory", v: "victim" }] }],
    ["no field", { need: [{ f: "need.mood", v: "low" }] }],
    ["a value outside the list", { need: [{ f: "need.riskLevel", v: "Sekret" }] }],
    ["free text", { need: [{ f: "need.services", v: "talk to her mother" }] }],
    ["a member too many", { need: [{ ...RISK, note: "Sekret" }] }],
    ["a nature outside the list", { need: [{ ...RISK, nature: "hunch" }] }],
  ];
  test.each(malformed)("are refused: %s", (_, input) => {
    expect(codeOf(() => parseAdditions(input, { test: true }))).toBe("HTCDS_ADDITIONS_INVALID");
    expect(() => parseAdditions(input)).toThrow(expect.not.stringContaining("Sekret"));
  });

  test("name a test country only in a test", () => {
    const input = { subject: [{ f: "subject.nationality", v: "XA" }] };
    expect(parseAdditions(input, { test: true })).toEqual(input);
    expect(codeOf(() => parseAdditions(input))).toBe("HTCDS_ADDITIONS_INVALID");
  });
});

describe("a selection of fields", () => {
  test("keeps what is asked with the pseudonym, and drops groups left empty with their links", async () => {
    const body = await bodyOf({
      prs_Gender: "Feminine",
      prs_FirstName: "Sample",
      vic_TypeOfExploitation: "Servitude",
      hte_Country: "XB",
    });
    const kept = selectFields(body, ["subject.sex", "location.country"]);
    const fields = Object.values(kept).flatMap(({ leaves }) => leaves.map(({ f }: Leaf) => f));
    expect(fields).toEqual(["subject.pseudonym", "subject.sex", "location.country"]);
    expect(groupOf(kept, "location")[0]?.links).toEqual([]);
    expect(parseBody(kept)).toBe(kept);
  });

  test("of nothing in particular is the whole case", async () => {
    const body = await bodyOf({ prs_Gender: "Feminine", hte_Date: "2026-09-14" });
    expect(selectFields(body, undefined)).toEqual(body);
    expect(selectFields(body, [])).not.toEqual(body);
  });

  test("cuts dates, and both sides of an interval", async () => {
    const body = await bodyOf({ hte_Date: "2026-09-14" });
    const periodOf = (selected: Body) => groupOf(selected, "event")[0]?.leaves[0]?.v;
    expect(periodOf(selectFields(body, ["event.period"], { "event.period": "month" }))).toBe(
      "2026-09",
    );
    expect(periodOf(selectFields(body, ["event.period"], { "event.period": "year" }))).toBe("2026");
    const interval = { f: "event.period", v: "2026-08-30/2026-09-14" };
    const added = applyAdditions(await bodyOf({}), { event: [interval] }, adding());
    const cut = selectFields(added, ["event.period"], { "event.period": "month" });
    expect(periodOf(cut)).toBe("2026-08/2026-09");
  });

  test("refuses a field that no leaf has", () => {
    for (const field of ["subject.ledCategory", "env.purpose", "subject.mood"]) {
      expect(codeOf(() => selectFields({}, [field]))).toBe("HTCDS_REQUEST_INVALID");
    }
  });
});

test("new ids share nothing with the old and leave the rest alone", async () => {
  const body = await bodyOf({ prs_Gender: "Feminine", prs_FirstName: "Sample" });
  const renewed = renewIds(body, countedRandom("renewed"));
  const idsOf = (one: Body) => [...Object.keys(one), groupOf(one, "subject")[0]?.leaves[0]?.v];
  expect(idsOf(renewed).filter((id) => idsOf(body).includes(id))).toEqual([]);
  expect(groupOf(renewed, "identity")[0]?.links).toEqual([Object.keys(renewed)[0]]);
  expect(groupOf(renewed, "identity")[0]?.leaves).toEqual(groupOf(body, "identity")[0]?.leaves);
});
