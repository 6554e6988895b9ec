import type { DecodedMessage, HistoryRecord } from "@safepassage/schema";
import { parseHistoryRecord } from "@safepassage/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ask,
  at,
  event,
  ID,
  NGO_B,
  NGO_C,
  POLICE,
  referral,
  scenarioMessage,
  sent,
} from "../test/one-referral.ts";

const withdrawal = scenarioMessage("S01", 4);

const recall = scenarioMessage("S16", 3);

describe("the index of a history", () => {
  it("knows of an empty store that nothing happened, and nothing of a log or of persons", () => {
    expect(ask(referral, [])).toEqual({
      exchange: [],
      named: [],
      people: {},
      log: { oversightInformed: false, supervisorInformed: false },
      releases: [],
      jti: [],
      event: null,
      events: [],
    });
  });

  it("answers the same, whatever else the store holds", () => {
    const concerning = [
      sent({ message: "before", digest: "d1" }),
      sent({ message: ID, digest: "d2", inReplyTo: "before" }),
      event("errorFound", ["d2"]),
    ];
    const reply = {
      ...referral,
      private: { ...referral.private, "private.inReplyTo": "before" },
    } as DecodedMessage;
    const alone = ask(reply, concerning);
    expect(alone.exchange?.map(({ message }) => message)).toEqual([ID, "before"]);
    fc.assert(
      fc.property(fc.array(anyOther, { maxLength: 40 }), (others) => {
        const mixed = [...others.slice(20), ...concerning, ...others.slice(0, 20)];
        expect(ask(reply, mixed)).toEqual(alone);
      }),
    );
  });

  it("knows what was published before of every table of a message", () => {
    const published = scenarioMessage("S12", 3);
    const [[gid = "", table] = []] = Object.entries(published.body);
    const turned = table?.leaves.map((leaf) =>
      leaf.f === "stat.dimensions" && leaf.v === "sex" ? { ...leaf, v: "ageGroup" } : leaf,
    );
    const body = { other: { ...table, leaves: turned }, [gid]: table };
    const message = { ...published, body } as unknown as DecodedMessage;
    const release = (period: string, ...dimensions: readonly string[]): HistoryRecord => ({
      record: "release",
      dimensions: [...dimensions],
      period,
      population: "identified-xb",
      cells: [],
    });
    const records = [
      release("2025", "sex", "citizenshipGroup"),
      release("2025", "citizenshipGroup", "ageGroup"),
      release("2024", "sex", "citizenshipGroup"),
      release("2025", "sex"),
    ];
    const found = ask(message, records).releases?.map(({ dimensions }) => dimensions);
    expect(found?.toSorted()).toEqual([
      ["citizenshipGroup", "ageGroup"],
      ["sex", "citizenshipGroup"],
    ]);
    // In whichever group the others find what they do not state.
    const bare = { ...table, leaves: table?.leaves.filter(({ f }) => f === "stat.cells") };
    const spread = { ...published, body: { other: bare, [gid]: table } };
    const known = ask(spread as unknown as DecodedMessage, records).releases;
    expect(known?.map(({ dimensions }) => dimensions)).toEqual([["sex", "citizenshipGroup"]]);
  });

  it("answers the same, whatever ids other agencies give to their messages and exchanges", () => {
    const concerning = [
      sent({ message: "before", digest: "d1", searchKind: "suspect", phase: 1 }),
      sent({ message: ID, digest: "d2", inReplyTo: "before" }),
      event("errorFound", [ID]),
    ];
    const reply = {
      ...referral,
      private: { ...referral.private, "private.inReplyTo": "before" },
    } as DecodedMessage;
    const alone = ask(reply, concerning);
    expect(alone.exchange?.map(({ message }) => message)).toEqual([ID, "before"]);
    expect(alone.events).toMatchObject([{ recipients: [NGO_C] }]);
    const ofOthers = fc.record({
      message: fc.constantFrom("before", ID, "other"),
      digest: fc.constantFrom("e1", "e2", "e3"),
      searchKind: fc.constantFrom("suspect", "victim"),
      phase: fc.constantFrom(1, 2, 3),
    });
    fc.assert(
      fc.property(fc.array(ofOthers, { maxLength: 8 }), fc.nat(8), (others, place) => {
        // Received from the police, in an exchange with the same id.
        const records = others.map((one) => sent({ ...one, from: POLICE, to: NGO_B }));
        const mixed = [...records.slice(place), ...concerning, ...records.slice(0, place)];
        expect(ask(reply, mixed)).toEqual(alone);
      }),
    );
    const theirs = sent({
      message: "p",
      digest: "e",
      searchKind: "suspect",
      from: POLICE,
      to: NGO_B,
    });
    expect(ask(referral, [theirs]).exchange).toEqual([]);
  });

  it("takes for our message the one that we sent, where the partner has given its id to another", () => {
    const ours = sent({ message: "before", digest: "d1" });
    const theirs = { ...sent({ message: "before", digest: "e1" }), from: NGO_C, to: NGO_B };
    const reply = {
      ...referral,
      private: { ...referral.private, "private.inReplyTo": "before" },
    } as DecodedMessage;
    for (const records of [
      [ours, theirs],
      [theirs, ours],
    ]) {
      expect(ask(reply, records).exchange?.map(({ digest }) => digest)).toEqual(["d1"]);
    }
  });

  it("finds what a naive scan finds of the messages that a message names", () => {
    const named = Object.values(recall.body).flatMap(({ leaves }) =>
      leaves.flatMap(({ f, v }) => (f === "recall.target" ? [v as string] : [])),
    );
    const digests = fc.constantFrom(...named, "d1", "d2", "d3");
    fc.assert(
      fc.property(fc.array(digests, { maxLength: 8 }), (held) => {
        const records = held.map((digest, index) => sent({ message: `m${index}`, digest }));
        const last = new Map(records.map((record) => [record.digest, record.message]));
        const expected = named.flatMap((digest) => last.get(digest) ?? []);
        const found = ask(recall, records).named?.map(({ message }) => message);
        expect(found).toEqual(expected);
      }),
    );
  });

  it("refuses a record with a member too many", () => {
    const record = { record: "person", person: "p", pseudonym: "x", name: "y" };
    expect(() => parseHistoryRecord(record)).toThrow(
      expect.objectContaining({ code: "SCHEMA_INVALID" }),
    );
    expect(parseHistoryRecord(sent({ message: "m", digest: "d" }))).toEqual(
      sent({ message: "m", digest: "d" }),
    );
  });
});

describe("sources and events in the index", () => {
  it("knows the conditions of the sources, if it holds them all", () => {
    const source: HistoryRecord = { record: "source", message: ID, sources: ["d1"] };
    expect(ask(referral, [source]).sources).toBeUndefined();
    const held = sent({ message: "m1", digest: "d1", conditions: ["NO_ONWARD"] });
    expect(ask(referral, [held, source]).sources).toEqual([
      { conditions: ["NO_ONWARD"], europol: [] },
    ]);
  });

  it("completes an event with who holds the data, who was told and what they answered", () => {
    const [target] = Object.values(withdrawal.body).flatMap(({ leaves }) =>
      leaves.flatMap(({ f, v }) =>
        f === "correction.target" ? [(v as unknown as { message: string }).message] : [],
      ),
    );
    const digest = target ?? "";
    const { events } = ask(withdrawal, [
      sent({ message: "first", digest }),
      { record: "source", message: "second", sources: [digest] },
      sent({ message: "second", digest: "d2", to: POLICE }),
      event("errorFound", [digest]),
      sent({ message: "c1", digest: "d3", names: [digest], at: "2026-11-24T12:00:00Z" }),
      {
        ...sent({ message: "a1", digest: "d4", inReplyTo: "c1", action: "erase" }),
        from: NGO_C,
        to: NGO_B,
      },
    ]);
    expect(events).toEqual([
      {
        kind: "errorFound",
        at: "2026-11-24T11:00:00Z",
        recipients: [NGO_C, POLICE],
        correctedRecipients: [NGO_C],
        answers: [{ recipient: NGO_C, action: "erase" }],
      },
    ]);
  });

  it("knows that the supervisor was told of a category of transfers", () => {
    const transfer = scenarioMessage("S10", 1);
    const told = { ...event("supervisorInformed", []), content: "LED38_1d" } as HistoryRecord;
    expect(ask(transfer, [told]).log.supervisorInformed).toBe(true);
    expect(ask(referral, [told]).log.supervisorInformed).toBe(false);
  });

  it("does not know who holds a message that it does not hold", () => {
    const { events } = ask(referral, [event("errorFound", [ID])]);
    expect(events).toHaveLength(1);
    expect(events?.[0]).not.toHaveProperty("recipients");
  });

  it("does not know what concerns a message of which too much happened", () => {
    const many = Array.from({ length: 65 }, () => event("reviewed", [ID]));
    expect(ask(referral, many.slice(1)).events).toHaveLength(64);
    expect(ask(referral, many).events).toBeUndefined();
  });
});

describe("the end of an exchange in the index", () => {
  const opening = sent({ message: "first", digest: "d1", messageType: "referral", at: at(8) });
  const closing = sent({ message: "last", digest: "d2", messageType: "closing", at: at(9) });
  const closedAt = (records: readonly HistoryRecord[], message = referral) =>
    ask(message, records).exchange?.flatMap((entry) => entry.closedAt ?? []);

  it("is known by a closing or a cancellation, from when it came", () => {
    expect(closedAt([opening])).toEqual([]);
    expect(closedAt([closing])).toEqual([at(9)]);
    expect(closedAt([{ ...closing, messageType: "alertCancellation" }])).toEqual([at(9)]);
    expect(closedAt([{ ...closing, from: NGO_C, to: NGO_B }])).toEqual([at(9)]);
  });

  it("is known from another time, if the record says so", () => {
    expect(closedAt([{ ...closing, closedAt: at(10) }])).toEqual([at(10)]);
  });

  it("is none of other agencies, nor of another exchange", () => {
    expect(closedAt([{ ...closing, to: POLICE }])).toEqual([]);
    expect(closedAt([{ ...closing, exchangeId: "another" }])).toEqual([]);
  });

  it("does not close itself", () => {
    const itself = { ...closing, message: ID };
    expect(closedAt([opening, itself])).toEqual([]);
  });
});

describe("the opening of an exchange in the index", () => {
  const first = sent({ message: "first", digest: "d1", messageType: "referral", at: at(8) });
  const later = sent({ message: "later", digest: "d2", messageType: "referral", at: at(9) });
  const known = (messageType: "update" | "response", records: readonly HistoryRecord[]) => {
    const clear = { ...referral.clear, "env.messageType": messageType };
    return ask({ ...referral, clear }, records).exchange?.map(({ message }) => message);
  };

  it("is known for a type that only one side may send, whatever comes first in the store", () => {
    expect(known("update", [first, later])).toEqual(["first"]);
    expect(known("update", [later, first])).toEqual(["first"]);
    expect(known("response", [first, later])).toEqual([]);
  });

  it("is no answer, and none of others", () => {
    expect(known("update", [{ ...first, messageType: "response" }])).toEqual([]);
    expect(known("update", [{ ...first, to: POLICE }])).toEqual([]);
  });
});

/** A record of something else. */
const anyOther: fc.Arbitrary<HistoryRecord> = fc.oneof(
  fc.nat(99).map((n) => sent({ message: `o${n}`, digest: `e${n}`, exchangeId: `x${n % 7}` })),
  fc.nat(99).map((n) => event("errorFound", [`e${n}`])),
  fc
    .nat(99)
    .map((n): HistoryRecord => ({ record: "person", person: `q${n % 9}`, pseudonym: `s${n}` })),
  fc.nat(99).map((n): HistoryRecord => ({ record: "source", message: `o${n}`, sources: [] })),
);
