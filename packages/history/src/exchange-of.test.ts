import type { DecodedMessage } from "@safepassage/schema";
import { expect, it } from "vitest";
import { at, NGO_B, NGO_C, referral, sent } from "../test/one-referral.ts";
import { exchangeOf } from "./exchange-of.ts";
import type { HeldDeadlines, HistorySource } from "./history-source.ts";
import type { HistoryKey, StoredNote } from "./history-store.ts";

const ASKED = "asked";
const ORDER = { category: "trafficData", emergency: false, notified: true };

/** A partner corrects its own replies as often as it likes. That must not let it choose what each further message costs. */
it("corrections of replies are read up to a bound for all of them together", () => {
  const read = (replies: number, each: number): number =>
    world({ replies, corrections: each, order: ORDER }).corrections;
  expect(read(64, 8)).toBe(512);
  expect(read(64, 16)).toBe(1024);
  // With one more of each, each of the replies counts as it was sent.
  expect(read(64, 17)).toBe(0);
  expect(read(128, 16)).toBe(0);
});

it("an order whose answers were corrected too often may have been put off", () => {
  const extensions = (each: number) =>
    world({ replies: 64, corrections: each, order: ORDER }).entry?.extensions;
  expect(extensions(16)).toBe(0);
  expect(extensions(17)).toBe(1);
});

it("replies are read only where something rests on them", () => {
  const read = (known: Partial<Known>): number => world({ replies: 40, ...known }).replies;
  // Those of both sides.
  expect(read({ order: ORDER })).toBe(80);
  // Whether it was answered: that only the other side can say.
  expect(read({})).toBe(40);
  expect(read({ deadlines: { byLaw: { deadline: at(17) } } })).toBe(0);
  expect(read({ deadlines: { byLaw: {} } })).toBe(0);
});

it("compares what an answer repeats with each value of a large table once", () => {
  let reads = 0;
  const cell = (count: number) => ({
    f: "stat.cells",
    get v() {
      reads++;
      return { count, keys: ["female"] };
    },
  });
  const table = (from: number) => ({
    g: { kind: "stat", leaves: Array.from({ length: 400 }, (_, index) => cell(from + index)) },
  });
  const answered = { message: { ...referral, body: table(0) }, eraseBy: "2026-12-01" };
  const { entry } = world({ replies: 0, answered, body: table(399) });
  expect(entry?.repeated).toEqual(["g/stat.cells"]);
  expect(reads).toBeLessThan(4 * 400);
});

interface Known {
  /** Of each side. */
  readonly replies: number;
  /** Of each reply of the partner. */
  readonly corrections: number;
  readonly order: typeof ORDER;
  readonly deadlines: HeldDeadlines;
  /** What is held of the message that is answered, and what the answer says. */
  readonly answered: object;
  readonly body: object;
}

/** A request of NGO-B, and what is read for one more reply of NGO-C. */
function world({ replies, corrections = 0, order, deadlines = {}, ...said }: Partial<Known>) {
  const read = { replies: 0, corrections: 0 };
  const asked = noteOf(ASKED, true);
  const found = ({ kind, key }: HistoryKey, isOwn: boolean | undefined): readonly string[] => {
    const [most, of] = kind === "reply" ? [replies, isOwn ? "b" : "c"] : [corrections, "x"];
    if (kind === "names" ? !key.startsWith("c") : kind !== "reply") return [];
    return Array.from({ length: most ?? 0 }, (_, index) => `${of}${index}`);
  };
  const source = {
    self: NGO_B,
    notes: {
      findById: () => ({ ...asked, record: { ...asked.record, deadline: at(17), order } }),
      under: (key: HistoryKey, limit: number, { own }: { readonly own?: boolean }) => {
        const digests = found(key, own).slice(-limit);
        if (key.kind === "reply") read.replies += digests.length;
        return digests.map((digest) => noteOf(digest, own === true));
      },
      digestsUnder: (key: HistoryKey, limit: number, { own }: { readonly own?: boolean }) =>
        found(key, own).slice(-limit),
    },
    findDeadlines: () => deadlines,
    findAnswered: () => said.answered,
    readCorrected: () => {
      read.corrections += corrections;
      return undefined;
    },
  } as unknown as HistorySource;
  const clear = {
    ...referral.clear,
    "env.messageType": "response",
    "env.sender.agencyId": NGO_C,
    "env.recipient.agencyId": NGO_B,
  };
  const { body = referral.body } = said;
  const message = { ...referral, clear, body } as DecodedMessage;
  const records = exchangeOf(source, message, { exchangeId: undefined, answers: ASKED });
  return { ...read, entry: records.at(-1) };
}

const noteOf = (digest: string, own: boolean): StoredNote => ({
  record: sent({
    ...{ message: digest, digest, at: at(9) },
    ...(own ? { from: NGO_B, to: NGO_C } : { from: NGO_C, to: NGO_B }),
  }),
  own,
  onConsentAlone: false,
});
