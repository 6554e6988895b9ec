import type { DecodedMessage, HistoryRecord, LogRecord, MessageRecord } from "@safepassage/schema";
import first from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import others from "@safepassage/vectors/scenarios/s06-s17.json" with { type: "json" };
import { createHistoryIndex } from "../src/history-index.ts";

/** Whose history it is. */
export const NGO_B = "https://ngo-b.test";

/** To whom it sends. */
export const NGO_C = "https://ngo-c.test";

/** Another agency. */
export const POLICE = "https://police-c.test";

/** Its log. */
export const LOG = "ngo-b.test/log";

/** The referral that is asked about. */
export const referral = scenarioMessage("S01", 1);

/** The person in it. */
export const SUBJECT = "8i2U9AAKdTBQ-Y4FGNoUHg";

/** The id of the referral. */
export const ID = referral.clear["env.messageId"];

const EXCHANGE = referral.private["private.exchangeId"];

/** The pseudonym of the person. */
export const pseudonym = pseudonymIn(referral);

/** An hour of the day. */
export function at(hour: number): string {
  return `2026-11-24T${String(hour).padStart(2, "0")}:00:00Z`;
}

/** What an index of these records says of a message. */
export function ask(message: DecodedMessage, records: readonly HistoryRecord[]) {
  const index = createHistoryIndex(NGO_B);
  for (const record of records) index.add(record);
  return index.historyFor(message);
}

/** A message of the exchange. */
export function sent(
  record: Partial<MessageRecord> & Pick<MessageRecord, "message" | "digest">,
): MessageRecord {
  return {
    record: "message",
    exchangeId: EXCHANGE,
    from: NGO_B,
    to: NGO_C,
    purpose: "ASSISTANCE_REFERRAL",
    ...record,
  };
}

/** An entry of the log. */
export function entry(index: number, step: LogRecord["step"], more: Partial<LogRecord>): LogRecord {
  const at = "2026-11-24T08:59:00Z";
  return { record: "log", origin: LOG, index, step, at, message: ID, ...more };
}

/** Something that happened to messages. */
export function event(kind: string, messages: readonly string[]): HistoryRecord {
  return { record: "event", kind, at: "2026-11-24T11:00:00Z", messages };
}

/** A message of the scenarios. */
export function scenarioMessage(scenario: string, number: number): DecodedMessage {
  const all = [...first.scenarios, ...others.scenarios];
  const found = all
    .find(({ id }) => id === scenario)
    ?.messages.find(({ n }: { n: number | string }) => n === number);
  if (found === undefined) throw new TypeError("no such message in the scenarios");
  return found.message as unknown as DecodedMessage;
}

function pseudonymIn({ body }: DecodedMessage): string {
  const leaves = body[SUBJECT]?.leaves ?? [];
  return String(leaves.find(({ f }) => f === "subject.pseudonym")?.v);
}
