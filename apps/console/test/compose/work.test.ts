import { type Draft, loadExamples } from "@safepassage/api";
import { describe, expect, test } from "vitest";
import { change } from "../../src/pages/compose/state/change.ts";
import {
  isFinished,
  newGroupId,
  toDraft,
  toWork,
  unfilledOf,
  type Work,
} from "../../src/pages/compose/state/work.ts";

const { operations } = await loadExamples();
const { officer: _, ...draft } = (operations["preview"]?.body ?? {}) as Draft;

describe("a draft of the API", () => {
  test("is the same after it was opened and put together again", () => {
    const written = toDraft(toWork(draft));
    expect(written?.draft).toMatchObject(draft);
    expect(written?.draft.body).toEqual(draft.body);
  });

  test("keeps what the page does not change", () => {
    const more: Draft = {
      ...draft,
      clear: { "env.handling.europol": ["H1"], "env.handling.conditions": ["NO_ONWARD"] },
      private: { "private.provenance": [], "private.urgency": { level: "urgent", ground: "none" } },
    };
    const { clear, private: hidden } = toDraft(toWork(more))?.draft ?? {};
    expect(clear).toEqual(more.clear);
    expect(hidden).toMatchObject(more.private ?? {});
  });

  test("says what of a consent has still to be filled in, unless its person is gone, and is put together without it", () => {
    const [consent] = toWork(draft).consents;
    if (consent === undefined) throw new TypeError("the example has no consent");
    const begun = { ...consent, record: { ...consent.record, language: "", person: "" } };
    const work: Work = { ...toWork(draft), consents: [begun] };
    expect(unfilledOf(work)).toEqual(["consentLanguage", "consentPerson"]);
    expect(toDraft(work)?.draft.consents).toEqual([]);
    const gone: Work = { ...work, consents: [{ ...begun, subject: "gone" }] };
    expect(unfilledOf(gone)).toEqual([]);
    expect(toDraft(gone)?.draft.consents).toEqual([]);
  });

  test("keeps the scope and the reference that a case system has stated beside a consent", () => {
    const [consent] = draft.consents ?? [];
    const consents = [
      { subject: "", record: {}, ...consent, scope: ["need"], ref: "A".repeat(22) },
    ];
    const opened = toWork({ ...draft, consents } as Draft);
    const [held] = opened.consents;
    if (held === undefined) throw new TypeError("the consent is gone");
    const record = { ...held.record, language: "fra" };
    const changed = change(opened, { do: "consent", consent: { ...held, record } });
    expect(toDraft(changed)?.draft.consents).toEqual([{ ...consents[0], record }]);
  });

  test("states why it goes by this channel, once somebody has chosen that", () => {
    const stated = change(toWork(draft), { do: "channelGround", channelGround: "urgency" });
    const written = toDraft(stated)?.draft;
    expect(written?.clear).toMatchObject({ "env.channelGround": "urgency" });
    expect(toWork(written ?? draft).channelGround).toBe("urgency");
    expect(toDraft(toWork(draft))?.draft.clear).not.toHaveProperty("env.channelGround");
  });

  test("says nothing before it is known for whom, for what and on which ground", () => {
    const work = toWork(draft);
    for (const missing of ["recipient", "purpose", "agreement", "messageType"] as const) {
      const head = { ...work.head, [missing]: undefined };
      expect(toDraft({ ...work, head }), missing).toBeUndefined();
    }
    expect(toDraft({ ...work, head: { ...work.head, legalBases: [] } })).toBeUndefined();
  });

  test("leaves recipient, purpose and agreement out where it goes on with a message", () => {
    const work = toWork(draft);
    const head = { ...work.head, inReplyTo: "A".repeat(43) };
    const { draft: written } = toDraft({ ...work, head }) ?? {};
    expect(written).not.toHaveProperty("recipient");
    expect(written).not.toHaveProperty("agreement");
    expect(written?.inReplyTo).toBe(head.inReplyTo);
  });
});

describe("a value that is not finished", () => {
  test("stays out of the draft, and the others keep their places", () => {
    const work = toWork(draft);
    const [group] = work.groups;
    const gid = group?.gid ?? "";
    const begun = change(work, { do: "addValue", gid, f: "subject.nationality" });
    const before = toDraft(work);
    const written = toDraft(begun);
    expect(written?.draft.body).toEqual(before?.draft.body);
    expect(written?.keys[gid]).toEqual(before?.keys[gid]);
  });

  test.each([undefined, null, "", [], {}, ["", "a"]])("%j says nothing yet", (value) => {
    expect(isFinished(value)).toBe(false);
  });

  test.each([false, 0, "0", { via: "x" }, ["a"]])("%j says something", (value) => {
    expect(isFinished(value)).toBe(true);
  });
});

describe("a change", () => {
  test("of a value touches no other", () => {
    const work = toWork(draft);
    const [group] = work.groups;
    const [first, second] = group?.leaves ?? [];
    const next = change(work, {
      ...{ do: "value", gid: group?.gid ?? "", key: first?.key ?? "" },
      v: "another",
    });
    expect(next.groups[0]?.leaves[0]?.v).toBe("another");
    expect(next.groups[0]?.leaves[1]).toBe(second);
    expect(next.groups.slice(1)).toEqual(work.groups.slice(1));
  });

  test("that removes a person takes the links to her and her consent along", () => {
    const work = toWork(draft);
    const person = work.groups.find(({ kind }) => kind === "subject")?.gid ?? "";
    const next = change(work, { do: "dropGroup", gid: person });
    expect(next.groups.some(({ links }) => links.includes(person))).toBe(false);
    expect(next.consents).toEqual([]);
    expect(work.consents).toHaveLength(1);
  });

  test("that states a need replaces the one before, and is left out with its field", () => {
    const path = `${toWork(draft).groups[0]?.gid}/subject.sex`;
    const first = change(toWork(draft), { do: "need", path, reason: "ESTABLISH_IDENTITY" });
    const second = change(first, { do: "need", path, reason: "PROVE_AGE" });
    expect(second.necessity).toEqual([{ path, reason: "PROVE_AGE" }]);
    const elsewhere: Work = { ...second, necessity: [{ path: "gone/subject.sex", reason: "X" }] };
    expect(toDraft(elsewhere)?.draft.private).toMatchObject({ "private.necessity": [] });
    expect(change(second, { do: "need", path, reason: undefined }).necessity).toEqual([]);
  });

  test("of urgency goes into the draft, and routine is left out", () => {
    const work = toWork(draft);
    const urgent = change(work, { do: "urgency", level: "urgent", ground: "threatToLife" });
    expect(toDraft(urgent)?.draft.private).toHaveProperty(["private.urgency"], {
      level: "urgent",
      ground: "threatToLife",
    });
    expect(toDraft(work)?.draft.private).not.toHaveProperty(["private.urgency"]);
  });
});

test("group ids are 128 bits in base64url, and differ", () => {
  const ids = new Set(Array.from({ length: 100 }, newGroupId));
  expect(ids.size).toBe(100);
  for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/);
});
