import type { Answer } from "../../app/gateway.ts";

type AlarmEntry = Answer<"listAlarms">["entries"][number];
type Words = typeof import("../../words/en/oversight.json");
/** Alarms, and cases of one, that have words of their own. */
type AlarmName =
  Extract<keyof Words, `alarm.${string}`> extends `alarm.${infer Name}` ? Name : never;

/** Which words say an alarm: those of its case, or those of its kind; `undefined` for a kind that is not known here. */
export function alarmName({
  event,
  code,
}: Pick<AlarmEntry, "event" | "code">): AlarmName | undefined {
  const ofCase = ALARM_NAMES.find((name) => name === `${event}.${code}`);
  return ofCase ?? ALARM_NAMES.find((name) => name === event);
}

/** Where the message, draft or package of an alarm is shown; `undefined` where it is about none. */
export function alarmLink({
  event,
  code,
  ref,
}: Pick<AlarmEntry, "event" | "code" | "ref">): string | undefined {
  if (event === "draftWaits" && ref !== undefined)
    return code === "approved" || code === "returned" ? `/drafts/${ref}` : `/approvals/${ref}`;
  if (ref === undefined || !DIGEST.test(ref)) return undefined;
  if (event === "manyWarnings" || event === "manyWarningsByOfficer") return undefined;
  // What could not be taken in is no message here: only its package is known.
  const isRefused = event === "emergencyRefused" || event === "manyEmergenciesRefused";
  if (isRefused && code !== "erased") return "/refusals";
  return `/messages/${ref}`;
}

const ALARM_NAMES: readonly AlarmName[] = [
  "alertStands",
  "breachReported",
  "certificateOverdue",
  "consentEnded",
  "decisionKeyStolen",
  "draftWaits",
  "draftWaits.approved",
  "draftWaits.emergency",
  "draftWaits.returned",
  "emergencyArrived",
  "emergencyRefused",
  "emergencyRefused.GATEWAY_QUARANTINE_FULL",
  "emergencyRefused.erased",
  "emergencyUndelivered",
  "emergencyUndelivered.reject",
  "erasureUntold",
  "erasureUntold.reject",
  "erasureUntold.unwritten",
  "evidenceErased",
  "glassBroken",
  "handoverUnanswered",
  "handoverUnanswered.awaited",
  "handoverUnanswered.owed",
  "intakeFull",
  "intakeFull.urgent",
  "locatedTakenBack",
  "locatedTakenBack.over",
  "manyEmergenciesRefused",
  "manyWarnings",
  "manyWarningsByOfficer",
  "messageUndelivered",
  "partnerKeyStolen",
  "quarantineAlarm",
  "reviewOverdue",
  "reviewedAgain",
  "sourceChanged",
  "sourceChanged.erased",
  "warningCorrected",
  "warningCorrected.answer",
  "warningCorrected.taken",
  "warningUnanswered",
  "warningUnanswered.awaited",
  "warningUnanswered.owed",
];
const DIGEST = /^[\w-]{43}$/;
