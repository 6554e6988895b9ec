import type { EventName, LogEvent } from "@safepassage/agency";

/**
 * Says where officers see in the console what an alarm is about: the page of its message, or that of the alarms.
 *
 * @param consoleUrl - The address that officers type. `undefined`: there is no console.
 */
export function pageOf(
  consoleUrl: string | undefined,
  { event, ref, code }: Pick<LogEvent, "event" | "ref" | "code">,
): string | undefined {
  if (consoleUrl === undefined) return undefined;
  if (event === "draftWaits" && DRAFT.test(ref ?? "")) {
    // Who approves sees it there; who sends or changes it, among the drafts.
    const isForComposer = code === "approved" || code === "returned";
    return URL.parse(isForComposer ? `/drafts/${ref}` : `/approvals/${ref}`, consoleUrl)?.href;
  }
  const isOfMessage = OF_MESSAGES.has(event) || (event === "emergencyRefused" && code === "erased");
  const path = isOfMessage && DIGEST.test(ref ?? "") ? `/messages/${ref}` : "/alarms";
  return URL.parse(path, consoleUrl)?.href;
}

/** Alarms whose `ref` is the digest of a message that is held here. */
const OF_MESSAGES: ReadonlySet<EventName> = new Set([
  "alertStands",
  "breachReported",
  "certificateOverdue",
  "consentEnded",
  "decisionKeyStolen",
  "emergencyArrived",
  "emergencyUndelivered",
  "erasureUntold",
  "evidenceErased",
  "glassBroken",
  "handoverUnanswered",
  "locatedTakenBack",
  "messageUndelivered",
  "partnerKeyStolen",
  "quarantineAlarm",
  "reviewOverdue",
  "reviewedAgain",
  "sourceChanged",
  "warningCorrected",
  "warningUnanswered",
]);
const DIGEST = /^[\w-]{43}$/;
const DRAFT = /^[\w-]{22}$/;
