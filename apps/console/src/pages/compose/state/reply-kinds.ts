import { EXCHANGE_TYPES } from "@safepassage/schema";

/** What it takes to know which kinds of message can go on with another. */
interface Answered {
  readonly box: "inbox" | "outbox";
  readonly messageType: string;
}

/**
 * Says which kinds of message this agency can write here about another one. What corrects, recalls or finds fault with a message is
 * written on the page of that message, where the message and its places are chosen and not typed.
 *
 * @param kinds - Those that the exchange admits.
 * @param answered - `undefined` while it is not known: then nothing is left out for it.
 */
export function kindsAbout(
  kinds: readonly string[],
  answered: Answered | undefined,
): readonly string[] {
  return kinds.filter(
    (kind) => !ELSEWHERE.has(kind) && (answered === undefined || isOfThisSide(kind, answered)),
  );
}

function isOfThisSide(kind: string, { box, messageType }: Answered): boolean {
  const isOwn = box === "outbox";
  if (isOwn && ANSWERS.has(kind)) return false;
  if (kind === "onwardTransferDecision" && messageType !== "onwardTransferRequest") return false;
  // The sender of the message that opens an exchange is its opener. Of a later message, nobody knows here who opened the exchange.
  if (Object.hasOwn(EXCHANGE_TYPES, messageType)) return true;
  const dir = EXCHANGE_TYPES[kind]?.dir ?? "both";
  if (kind === "alertCancellation" && messageType !== "alert") return false;
  return dir === "both" || (dir === "opener") === isOwn;
}

/** Beside what has a form of its own, what the gateway signs once it has erased something: nobody certifies that by hand. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  "consentWithdrawal",
  "correction",
  "erasureCertificate",
  "qualityNotice",
  "recall",
]);
/** Nobody sends these about a message of one's own. */
const ANSWERS: ReadonlySet<string> = new Set([
  "feedback",
  "onwardTransferDecision",
  "onwardTransferRequest",
  "refusal",
  "response",
]);
