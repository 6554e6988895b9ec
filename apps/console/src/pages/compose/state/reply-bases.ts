import { citesSis, EXCHANGE_TYPES, SIS_CLOSED_LIST } from "@safepassage/schema";
import type { Answer } from "../../../app/gateway.ts";
import type { WorkHead } from "./work.ts";

type Sendable = Answer<"whatMayBeSent">;

/** The legal bases that this agency may cite for a message that goes on with an exchange: of its purpose, and of its kind. */
export function offeredBases(
  sendable: Sendable | undefined,
  { agreement, purpose, messageType }: WorkHead,
): Sendable["typeBases"][number]["legalBases"] {
  const may = purposeOf(sendable, { agreement, purpose });
  const ofType = sendable?.typeBases.find((one) => one.messageType === messageType);
  const offered = [
    ...(ofType === undefined || ofType.isOfPurpose ? (may?.legalBases ?? []) : []),
    ...(ofType?.legalBases ?? []),
  ];
  return isOnSisList(messageType) ? offered : offered.filter(({ basis }) => !citesSis([basis]));
}

/** Whether what a kind of message has to say is on the closed list of the Schengen Information System: under its law nothing else goes. */
function isOnSisList(messageType: string | undefined): boolean {
  const { required = [] } = EXCHANGE_TYPES[messageType ?? ""] ?? {};
  const { map, technical } = SIS_CLOSED_LIST;
  return required.every((field) => field in map || technical.includes(field));
}

/** What may be sent for a purpose, under an agreement. */
export const purposeOf = (
  sendable: Sendable | undefined,
  { agreement, purpose }: Pick<WorkHead, "agreement" | "purpose">,
): Sendable["agreements"][number]["purposes"][number] | undefined =>
  sendable?.agreements
    .find(({ id }) => id === agreement)
    ?.purposes.find((one) => one.purpose === purpose);

/**
 * What such a message rests on at first: those of some bases that this agency may cite. Where it may cite none of them, the first
 * duty of its own law, if the kind of message rests on a duty. Who answers a warning of danger has an hour, and begins with what permits the
 * processing and the law of the own State that lets it tell the other agency. Else somebody has to choose.
 */
export function firstBases(
  sendable: Sendable | undefined,
  head: WorkHead,
  bases: readonly string[],
): readonly string[] {
  const offered = offeredBases(sendable, head);
  // Not known: whether they fit is found out by the preview.
  if (offered.length === 0) return bases;
  const fitting = bases.filter((basis) => offered.some((one) => one.basis === basis));
  if (fitting.length > 0) return [...new Set(fitting)];
  const ofType = sendable?.typeBases.find(({ messageType }) => messageType === head.messageType);
  if (head.purpose === DANGER) {
    const national = offered.filter(({ role }) => role === "national");
    const processing = offered.filter(({ role }) => role === "processing");
    // Where more than one would fit, a person has to choose.
    return processing.length === 1 ? [...processing, ...national].map(({ basis }) => basis) : [];
  }
  return ofType === undefined || ofType.isOfPurpose
    ? []
    : ofType.legalBases.slice(0, 1).map(({ basis }) => basis);
}

const DANGER = "IMMEDIATE_DANGER";
