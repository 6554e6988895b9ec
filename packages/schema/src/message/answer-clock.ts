import { ANSWER_CLOCKS, CODE_LISTS } from "../catalogue/catalogue.ts";
import type { Body, Clear, Private } from "./message-model.ts";

/** The time that the law gives for an answer. */
export interface AnswerPeriod {
  /** Instrument that sets it; left out where the purpose does. */
  readonly basis?: string;
  readonly hours: number;
  /** Hours that begin when a first answer accepts the request, where the law gives two periods. */
  readonly then?: number;
  /** Whether the request is urgent, and what was asked for directly accessible: both decide. */
  readonly urgent: boolean;
  readonly access: string;
  readonly citation: string;
  readonly citationStatus: string;
}

/** As much of a message as decides about its answer. */
export interface Answerable {
  readonly clear: Pick<Clear, "env.messageType" | "env.legalBasis" | "env.purpose">;
  readonly private: Pick<Private, "private.urgency">;
  readonly body: Body;
}

/**
 * The time that the law gives for an answer to a message, or `undefined` where it sets none.
 *
 * @param access - `direct` or `indirect`, as the answer says; left out, as the request supposes.
 *   If neither says, it counts as not directly accessible.
 * @see docs/spec/gateway.md, Answer clock
 */
export function findAnswerPeriod(message: Answerable, access?: string): AnswerPeriod | undefined {
  const { clear, private: hidden, body } = message;
  const entry = ANSWER_CLOCKS.find(
    ({ basis, purpose, messageType }) =>
      messageType === clear["env.messageType"] &&
      (purpose === undefined || purpose === clear["env.purpose"]) &&
      (basis === undefined ||
        clear["env.legalBasis"].some((named) => named.startsWith(`${basis}#`))),
  );
  if (entry === undefined) return undefined;
  const urgent = hidden["private.urgency"].level !== "routine";
  const accessible = (access ?? supposedAccess(body)) === "direct" ? "direct" : "indirect";
  const period = entry.periods.find((one) => one.urgent === urgent && one.access === accessible);
  if (period === undefined) return undefined;
  const of = entry.basis === undefined ? {} : { basis: entry.basis };
  return { ...of, ...period, citation: entry.citation, citationStatus: entry.status };
}

/**
 * Hours from its writing until the end that a message states in `deadline.at`: those for an answer, or
 * those of a European Production or Preservation Order. `undefined` where the law sets none, where it
 * gives two periods, and for orders with different ends.
 *
 * @see docs/spec/gateway-receiving.md, Deadline in the request
 */
export function findDeadlineHours(message: Answerable): number | undefined {
  const period = findAnswerPeriod(message);
  if (period !== undefined) return period.then === undefined ? period.hours : undefined;
  if (message.clear["env.messageType"] !== "request") return undefined;
  const urgent = message.private["private.urgency"].level === "emergency";
  const kinds = Object.values(message.body)
    .filter(({ kind }) => kind === "evidence")
    .flatMap(({ leaves }) => leaves.flatMap(({ f, v }) => (f === "evidence.kind" ? [v] : [])));
  const ends = new Set(kinds.map((kind) => orderHours(kind, urgent)));
  return ends.size === 1 ? [...ends][0] : undefined;
}

/** Hours of the Regulation for an order; `undefined` for what it does not know. */
function orderHours(kind: unknown, isEmergency: boolean): number | undefined {
  const name =
    kind === "EPOC-PR" ? "epocPr" : kind === "EPOC" ? (isEmergency ? "epocEmergency" : "epoc") : "";
  const ends = CODE_LISTS["e_evidence_category"]?.["deadlines"] as Record<string, string>;
  const [, days, hours] = /^P(?:(\d+)D|T(\d+)H)$/.exec(ends[name] ?? "") ?? [];
  if (days !== undefined) return Number(days) * 24;
  return hours === undefined ? undefined : Number(hours);
}

function supposedAccess(body: Body): string | undefined {
  for (const { leaves } of Object.values(body)) {
    const stated = leaves.find(({ f }) => f === "request.accessibility")?.v;
    if (typeof stated === "string") return stated;
  }
  return undefined;
}
