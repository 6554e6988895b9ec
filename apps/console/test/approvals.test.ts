import type { Draft } from "@safepassage/api";
import { OPERATIONS } from "@safepassage/api";
import { expect, test } from "vitest";
import { differencesOf, type SeenDraft } from "../src/pages/approvals/differences.ts";
import { obstacleTo } from "../src/pages/approvals/obstacle.ts";
import { rowsOf, type SeenValue } from "../src/pages/approvals/rows-of.ts";
import { standingOf } from "../src/pages/approvals/standing.ts";
import { wayOut } from "../src/pages/approvals/way-out.ts";

const PERSON = {
  kind: "subject",
  links: [],
  meta: { nature: "fact", sourceEval: "A", infoEval: "1", asOf: "2026-11" },
  ledCategory: "victim",
  ageClass: "adult",
  leaves: [
    { f: "subject.pseudonym", v: "WSyKdtaFTA_c6iXwd3HhyA" },
    { f: "subject.languages", v: "rus" },
  ],
};

test("a draft that is the same shows no difference", () => {
  expect(differencesOf(seen(), seen())).toEqual({
    ...{ parts: [], asked: [], leaving: [], isOther: false },
  });
});

test("a value that was changed, one that came and one that is gone are named with what they were and are", () => {
  const leaves = [
    { f: "subject.languages", v: "fra" },
    { f: "subject.sex", v: "female" },
  ];
  const after = seen({ body: { p: { ...PERSON, leaves } } });
  expect(differencesOf(seen(), after).asked).toEqual([
    value("subject.pseudonym", ["WSyKdtaFTA_c6iXwd3HhyA"], []),
    value("subject.languages", ["rus"], ["fra"]),
    value("subject.sex", [], ["female"]),
  ]);
});

test("a member beside the values, the evaluation, a link and the nature of a value count too", () => {
  const moved = {
    ...PERSON,
    ageClass: "child",
    links: ["q"],
    meta: { ...PERSON.meta, infoEval: "4" },
    leaves: [PERSON.leaves[0], { ...PERSON.leaves[1], nature: "statement" }],
  };
  const paths = differencesOf(seen(), seen({ body: { p: moved } })).asked.map(({ path }) => path);
  expect(new Set(paths)).toEqual(
    new Set(["p/subject.ageClass", "p/links", "p/meta", "p/subject.languages"]),
  );
});

test("what leaves is compared apart from what was composed", () => {
  const after: SeenDraft = { ...seen(), preview: preview({ p: { ...PERSON, leaves: [] } }) };
  const { asked, leaving } = differencesOf(seen(), after);
  expect(asked).toEqual([]);
  expect(leaving.map(({ path }) => path)).toEqual(["p/subject.pseudonym", "p/subject.languages"]);
});

test("each part beside the values is compared, whatever the order of members", () => {
  const same = seen({ clear: { b: 1, a: 2 } });
  expect(differencesOf(seen({ clear: { a: 2, b: 1 } }), same).parts).toEqual([]);
  const after = seen({
    ...{ recipient: "https://other.test", legalBases: ["LED#8"] },
    ...{ consents: [{ subject: "p", record: {} }], private: { "private.urgency": {} } },
  });
  expect(differencesOf(seen(), after).parts).toEqual([
    ...["recipient", "legalBases", "consents", "private"],
  ]);
});

test("where only the digest differs, it says that something else does", () => {
  const after: SeenDraft = {
    ...seen(),
    preview: { ...preview(BODY), approval: { digest: "new" } },
  };
  expect(differencesOf(seen(), after).isOther).toBe(true);
});

test("a draft that left the list is closed, unless the list was cut", () => {
  const read = { id: "d", revision: 2 };
  expect(standingOf(read, undefined)).toBe("unknown");
  expect(standingOf(read, list([{ id: "d", revision: 2 }]))).toBe("same");
  expect(standingOf(read, list([{ id: "d", revision: 3 }]))).toBe("changed");
  expect(standingOf(read, list([]))).toBe("closed");
  expect(standingOf(read, { ...list([]), next: "more" })).toBe("unknown");
});

test("only what was seen, needs an approval and can be sent is approved, by somebody else with the role", () => {
  const free = {
    entry: { composers: ["tomas-2", "mira"] },
    preview: { approval: { digest: "x" }, maySend: true },
    standing: "same",
    officer: "tomas",
    mayApprove: true,
  } as const;
  expect(obstacleTo(free)).toBeUndefined();
  expect(obstacleTo({ ...free, mayApprove: false })).toBe("role");
  expect(obstacleTo({ ...free, officer: "MIRA" })).toBe("own");
  expect(obstacleTo({ ...free, standing: "changed" })).toBe("changed");
  expect(obstacleTo({ ...free, standing: "closed" })).toBe("closed");
  expect(obstacleTo({ ...free, preview: { maySend: true } })).toBe("idle");
  expect(obstacleTo({ ...free, preview: { ...free.preview, maySend: false } })).toBe("unsendable");
  const approval = { digest: "x", officer: "tomas", at: "2026-11-24T09:00:00Z" };
  expect(obstacleTo({ ...free, entry: { composers: ["mira"], approval } })).toBe("done");
  const old = { ...approval, digest: "old" };
  expect(obstacleTo({ ...free, entry: { composers: ["mira"], approval: old } })).toBeUndefined();
});

test("each refusal to an approver of a draft has a way out, and others have the gateway's own words", () => {
  const { readDraft, previewDraft, approveDraft } = OPERATIONS;
  const codes = [readDraft, previewDraft, approveDraft].flatMap(({ problems }) => problems);
  for (const code of codes.filter((one) => one.startsWith("API_DRAFT_"))) {
    expect(wayOut(code), code).toBeDefined();
  }
  expect(wayOut("GATEWAY_APPROVAL_OTHER")?.leads).toBe("read");
  expect(wayOut("GATEWAY_APPROVAL_IDLE")?.leads).toBe("list");
  expect(wayOut("CONSENT_WITHDRAWN")).toBeUndefined();
  expect(wayOut(undefined)).toBeUndefined();
});

test("values that stay for one reason are one row, after those that go", () => {
  const rows = rowsOf([
    staying("identity.names", "CONSENT_MISSING"),
    shown("subject.sex", { outcome: "allowed" }),
    staying("event.means", "FIELD_NOT_OF_PURPOSE"),
    staying("contact.telephone", "CONSENT_MISSING"),
  ]);
  expect(rows.map((row) => row.map(({ field }) => field))).toEqual([
    ["subject.sex"],
    ["identity.names", "contact.telephone"],
    ["event.means"],
  ]);
});

test("a value that a rule says something of has a row of its own", () => {
  const named = staying("identity.names", "CONSENT_MISSING");
  const findings = [{ code: "R20_PLACE" }] as unknown as Findings;
  const found = { ...named, outcome: { entry: named.outcome?.entry, findings } };
  expect(rowsOf([named, found, named]).map(({ length }) => length)).toEqual([1, 2]);
});

const BODY = { p: PERSON };

type Findings = NonNullable<SeenValue["outcome"]>["findings"];

const shown = (field: string, entry: object): SeenValue =>
  ({ key: field, field, value: "x", outcome: { entry, findings: [] } }) as unknown as SeenValue;

const staying = (field: string, message: string): SeenValue =>
  shown(field, { outcome: "withheld", reason: { message, field, citation: "a law" } });

function seen(change: Readonly<Record<string, unknown>> = {}): SeenDraft {
  const draft = {
    ...{ recipient: "https://police-c.test", purpose: "ASSISTANCE_REFERRAL" },
    ...{ messageType: "referral", agreement: "TWO", legalBases: ["GDPR#6(1)(a)"], body: BODY },
    ...change,
  } as unknown as Draft;
  return { draft, preview: preview(BODY) };
}

const preview = (body: object): SeenDraft["preview"] =>
  ({ draft: { body }, approval: { digest: "old" } }) as unknown as SeenDraft["preview"];

const value = (field: string, before: readonly unknown[], after: readonly unknown[]) => ({
  ...{ path: `p/${field}`, gid: "p", kind: "subject", field, before, after },
});

const list = (entries: readonly { readonly id: string; readonly revision: number }[]) =>
  ({ entries }) as unknown as NonNullable<Parameters<typeof standingOf>[1]>;
