/**
 * Judging an opened message of 30 leaves at all three tiers, beside opening it.
 *
 * The judge's store holds ten thousand records, then a million; what concerns the message is the
 * same in both. Finding it is part of the judging. Both rows have the limit, so that a scan of the
 * store shows: it would cost a hundred times as much in the second.
 */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { createHistoryIndex, type HistoryIndex } from "@safepassage/history";
import { openMessage } from "@safepassage/message";
import type { DecodedMessage, HistoryRecord } from "@safepassage/schema";
import { createSample, judgeOpened, RECIPIENT, SENDER } from "./open-sample.ts";
import { compare, formatRow, type Row } from "./timing.ts";

const LIMIT = 0.5;
const TURNS = 2001;
const SIZES = [10_000, 1_000_000];

/** Measures one row for each size of the store, after checking that both find the same. */
export async function benchHistory(): Promise<Row[]> {
  const { messages, options } = createSample({ leaves: 30, persons: 1, values: 30 });
  const [sealed = ""] = messages;
  const opened = openMessage(sealed, options);
  const { message } = opened;
  const rows: Row[] = [];
  let found: unknown;
  for (const size of SIZES) {
    const index = filledIndex(message, size);
    const history = index.historyFor(message);
    strictEqual(history.exchange?.length, 1);
    found ??= history;
    deepStrictEqual(history, found);
    const subject = () => judgeOpened(opened, index.historyFor(message));
    const judgement = subject();
    deepStrictEqual(judgement.findings, []);
    for (const rule of ["R12", "R16", "R61", "R69"]) {
      strictEqual(judgement.evaluated.includes(rule), true, rule);
    }
    const name = `validate with ${size.toLocaleString("en")} records, beside opening`;
    const floor = () => openMessage(sealed, options);
    rows.push(await compare({ name, limit: LIMIT, floor, subject, batch: 1, rounds: TURNS }));
  }
  return rows;
}

/** A store in which a few records concern the message, and all others do not. */
function filledIndex(message: DecodedMessage, size: number): HistoryIndex {
  const index = createHistoryIndex(RECIPIENT);
  for (const record of concerning(message)) index.add(record);
  for (let n = 0; n < size; n++) index.add(unrelated(n));
  return index;
}

function concerning({ clear, private: hidden, body }: DecodedMessage): readonly HistoryRecord[] {
  const leaves = Object.values(body).flatMap((group) => group.leaves);
  const pseudonym = String(leaves.find(({ f }) => f === "subject.pseudonym")?.v);
  const people = [
    {
      person: "local-0",
      pseudonym,
      ledCategory: "victim",
      ageClass: "adult",
      sent: { "subject.sex": 1 },
    },
  ];
  return [
    {
      record: "message",
      message: clear["env.messageId"],
      exchangeId: hidden["private.exchangeId"],
      from: SENDER,
      to: RECIPIENT,
      purpose: clear["env.purpose"],
      digest: "own",
      people,
    },
    {
      record: "event",
      kind: "reviewed",
      at: "2026-11-24T09:01:00Z",
      messages: [clear["env.messageId"]],
    },
  ];
}

/** Half messages about a person each, the rest entries of the log and events. */
function unrelated(n: number): HistoryRecord {
  const at = "2026-11-01T09:00:00Z";
  if (n % 4 === 1) {
    return { record: "log", origin: "ngo-c.test/log", index: n >> 2, step: "other", at };
  }
  if (n % 4 === 3) return { record: "event", kind: "reviewed", at, messages: [`m${n - 1}`] };
  return {
    record: "message",
    message: `m${n}`,
    exchangeId: `x${n >> 3}`,
    from: n % 8 === 0 ? RECIPIENT : SENDER,
    to: n % 8 === 0 ? SENDER : RECIPIENT,
    purpose: "ASSISTANCE_REFERRAL",
    digest: `d${n}`,
    at,
    people: [
      { person: `p${n % 5000}`, pseudonym: `s${n}`, ledCategory: "victim", ageClass: "adult" },
    ],
  };
}

if (import.meta.main) {
  for (const row of await benchHistory()) process.stdout.write(`${formatRow(row)}\n`);
}
