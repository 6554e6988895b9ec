import { expect, test } from "vitest";
import { openOf } from "../src/app/open-warnings.ts";
import { toDraft } from "../src/pages/compose/state/work.ts";
import { mustCall, type SentWarningView, stagesOf } from "../src/pages/danger/stages.ts";
import {
  basesFor,
  missingIn,
  newWarning,
  type WarningForm,
  workOf,
} from "../src/pages/danger/warning.ts";
import { agenciesToWarn, wayIn } from "../src/pages/danger/ways.ts";

const VITAL = ["GDPR#6(1)(d)"];
const SELF = "https://ngo-b.test";

test("an empty form lacks all that a warning needs, in the order of the page", () => {
  expect(missingIn(newWarning(), [])).toEqual([
    ...["recipient", "kinds", "imminence", "source", "informed", "ageClass", "findable"],
    "legalBases",
  ]);
});

test("a telephone number or a place is enough to find her; a place says what kind it is", () => {
  expect(missingIn(filled(), VITAL)).toEqual([]);
  expect(missingIn({ ...filled(), phone: " " }, VITAL)).toEqual(["findable"]);
  const place = { kind: "address", value: { locality: "Port Nova" } };
  expect(missingIn({ ...filled(), phone: "", place }, VITAL)).toEqual(["placeKind"]);
  expect(missingIn({ ...filled(), phone: "", place, placeKind: "dwelling" }, VITAL)).toEqual([]);
  const nothing = { kind: "address", value: {} };
  expect(missingIn({ ...filled(), phone: "", place: nothing }, VITAL)).toEqual(["findable"]);
});

test("it becomes a draft with the danger, a reason for each detail, and an emergency", () => {
  const form: WarningForm = {
    ...filled(),
    kinds: ["freedom", "life"],
    place: { kind: "point", value: { lat: "40.001", lon: "20.002" } },
    placeKind: "dwelling",
  };
  const draft = toDraft(workOf(form, VITAL, SELF))?.draft;
  const { ids } = form;
  expect(draft).toMatchObject({
    ...{ recipient: "https://police-c.test", purpose: "IMMEDIATE_DANGER", messageType: "alert" },
    ...{ agreement: "AGR-DANGER", legalBases: VITAL },
    private: {
      "private.urgency": { level: "emergency", ground: "threatToLife" },
      "private.necessity": [
        { path: `${ids.phone}/contact.phone`, reason: "PREVENT_IMMINENT_HARM" },
        { path: `${ids.place}/location.subjectCurrent`, reason: "PREVENT_IMMINENT_HARM" },
      ],
    },
    body: {
      [ids.person]: { kind: "subject", meta: { holderRef: SELF }, ageClass: "adult" },
      [ids.danger]: {
        ...{ kind: "danger", links: [ids.person] },
        leaves: [
          { f: "danger.kind", v: "freedom" },
          { f: "danger.kind", v: "life" },
          { f: "danger.imminence", v: "now" },
          { f: "danger.source", v: "personHerself" },
          { f: "danger.personInformed", v: "notReachable" },
        ],
      },
      [ids.phone]: { links: [ids.person], leaves: [{ f: "contact.phone", v: "+15550100123" }] },
    },
  });
});

test("the same form makes the same draft, so that asking again is no other request", () => {
  const form = filled();
  expect(toDraft(workOf(form, VITAL, SELF))?.draft).toEqual(
    toDraft(workOf(form, VITAL, SELF))?.draft,
  );
});

test("vital interests carry a warning only of life or body; another law is taken if it is the only one", () => {
  const offered = [
    { basis: "GDPR#6(1)(d)", role: "processing" },
    { basis: "GDPR#6(1)(f)", role: "processing" },
    { basis: "GDPR#9(2)(c)", role: "special" },
  ];
  const chosen = (kinds: readonly string[]) => basesFor({ kinds, legalBases: undefined }, offered);
  expect(chosen(["freedom", "physicalIntegrity"])).toEqual(["GDPR#6(1)(d)"]);
  expect(chosen([])).toEqual(["GDPR#6(1)(d)"]);
  expect(chosen(["freedom"])).toEqual(["GDPR#6(1)(f)"]);
  const many = [...offered, { basis: "GDPR#6(1)(e)", role: "processing" }];
  expect(basesFor({ kinds: ["freedom"], legalBases: undefined }, many)).toEqual([]);
  const own = { kinds: ["life"], legalBases: ["LED#8"] };
  expect(basesFor(own, offered)).toEqual(["LED#8"]);
});

test("only agencies of a type that is warned, with an agreement for warnings, are offered", () => {
  const parties = ["https://a.test", "https://b.test", "https://ngo.test"];
  const agreements = [
    { parties, purposes: ["IMMEDIATE_DANGER"] },
    { parties: ["https://a.test", "https://c.test"], purposes: ["SAFE_RETURN"] },
  ];
  const partner = (entity: string, type: string) => ({ entity, type, isReachable: true });
  const partners = [
    partner("https://b.test", "police"),
    partner("https://c.test", "police"),
    partner("https://ngo.test", "victimServiceNGO"),
  ];
  expect(agenciesToWarn("https://a.test", agreements, partners)).toEqual(["https://b.test"]);
  expect(agenciesToWarn("https://d.test", agreements, partners)).toEqual([]);
});

test("an agreement that cannot be used, or that only lets one answer, is no way to warn", () => {
  const agreement = (isUsable: boolean, opensWith: readonly string[]) => ({
    ...{ id: "AGR", sha256: "x", isUsable },
    purposes: [{ purpose: "IMMEDIATE_DANGER", opensWith, legalBases: [] }],
  });
  const ways = (...agreements: readonly object[]) => wayIn({ agreements } as never);
  expect(ways(agreement(false, ["alert"]), agreement(true, []))).toBeNull();
  expect(ways(agreement(true, ["alert"]))?.agreement).toBe("AGR");
});

test("open warnings come with the one that is due first; answered ones are left out", () => {
  const clock = (by: string, state: "open" | "overdue" | "answered", secondsLeft: number) => ({
    ...{ digest: by, other: "https://b.test" },
    answerClock: { from: by, by, state, secondsLeft },
  });
  const later = clock("2026-11-28T10:30:00Z", "open", 1800);
  const over = clock("2026-11-28T09:30:00Z", "overdue", -1800);
  const done = clock("2026-11-28T10:10:00Z", "answered", 60);
  const none = { digest: "none", other: "https://b.test" };
  expect(openOf([later, done, over, none]).map(({ by, isOverdue }) => [by, isOverdue])).toEqual([
    ["2026-11-28T09:30:00Z", true],
    ["2026-11-28T10:30:00Z", false],
  ]);
});

test("the steps of a warning, from the way to the answer", () => {
  const from = "2026-11-28T10:00:00Z";
  const open = { from, by: "2026-11-28T11:00:00Z", state: "open", secondsLeft: 9 } as const;
  expect(says({ state: "queued" })).toEqual([
    ...["sent", "delivering", "takenWaiting", "answerWaiting"],
  ]);
  expect(says({ state: "decided", verdict: "accept", answerClock: open })).toEqual([
    ...["sent", "delivered", "takenAccepted", "answerWaiting"],
  ]);
  const answered = { ...open, state: "answered", answeredAt: from } as const;
  expect(says({ state: "decided", verdict: "quarantine", answerClock: answered })).toEqual([
    ...["sent", "delivered", "takenQuarantined", "answered"],
  ]);
});

test("somebody has to call where it did not arrive, was not taken in, or the hour is over", () => {
  const by = "2026-11-28T11:00:00Z";
  const overdue = { from: by, by, state: "overdue", secondsLeft: -9 } as const;
  const calls = (change: Partial<SentWarningView>, now = NOW) =>
    mustCall(stagesOf(warning(change), now));
  expect(calls({ state: "queued" })).toBe(false);
  expect(calls({ state: "decided", verdict: "accept" })).toBe(false);
  expect(calls({ state: "expired" })).toBe(true);
  expect(calls({ state: "refused" })).toBe(true);
  expect(calls({ state: "decided", verdict: "reject" })).toBe(true);
  expect(calls({ state: "decided", verdict: "accept", answerClock: overdue })).toBe(true);
  // What the gateway said last may be old, as while it does not answer.
  const open = { from: by, by, state: "open", secondsLeft: 60 } as const;
  const waiting = { state: "decided", verdict: "accept", answerClock: open } as const;
  expect(calls(waiting)).toBe(false);
  expect(calls(waiting, Date.parse(by) + 1000)).toBe(true);
});

test("of one that another stands in for, nobody is told that it has arrived", () => {
  expect(says({ state: "replaced" }).slice(0, 2)).toEqual(["sent", "delivering"]);
});

const filled = (): WarningForm => ({
  ...newWarning(),
  ...{ recipient: "https://police-c.test", agreement: "AGR-DANGER", kinds: ["life"] },
  ...{ imminence: "now", source: "personHerself", informed: "notReachable", ageClass: "adult" },
  phone: "+15550100123",
});

const warning = (change: Partial<SentWarningView>): SentWarningView =>
  ({ createdAt: "2026-11-28T10:00:00Z", ...change }) as SentWarningView;

const says = (change: Partial<SentWarningView>) =>
  stagesOf(warning(change), NOW).map((stage) => stage.says);

const NOW = Date.parse("2026-11-28T10:30:00Z");
