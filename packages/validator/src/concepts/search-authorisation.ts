import { type GroupView, type LeafView, leavesOf, type MessageView } from "@safepassage/rules";
import type { Authorisation } from "@safepassage/schema";

/** What a judge must know to tell whether a search was authorised. */
export interface SearchUse {
  /** When the message that brings the result was made. */
  readonly sentAt: string;
  /** State of the agency that searched. */
  readonly country: string;
  readonly isUrgent: boolean;
  /** Those whose tokens were verified. */
  readonly authorisations: readonly Authorisation[];
}

/** What is wrong with the authorisation of a search. */
export type SearchFault =
  | "R51_NOT_AUTHORISED"
  | "R51_REQUESTED_LATE"
  | "R51_REJECTED"
  | "R51_TIMES_IMPOSSIBLE";

/** A record of `assessment.searchAuthorisation`. */
export interface SearchRecord {
  readonly state: string;
  readonly startedAt: string;
  readonly requestedAt?: string;
  readonly authority: string;
}

/** Whether a search of this kind needs an authorisation (AI Act Art 5(3), 26(10)). */
const needsAuthority = (kind: unknown): boolean =>
  kind === SUSPECT_SEARCH || kind === VICTIM_SEARCH;

/**
 * What is wrong with the authorisation of the search that found this result, or `undefined`.
 *
 * Who searches answers for the authorisation, not who asks: it is given by an authority of the State in
 * which the search is made. A search may begin without it, if it is requested in time.
 */
export function findSearchFault(
  result: GroupView,
  kind: string,
  view: MessageView,
  use: SearchUse,
): SearchFault | undefined {
  if (!needsAuthority(kind)) return undefined;
  const records = recordsOf(result, view);
  if (records.length === 0) return "R51_NOT_AUTHORISED";
  return records.map((record) => faultOf(record, result, kind, use)).find((fault) => fault);
}

/**
 * What is stated about the authorisation of the search that found a result: what is linked with it, or, if
 * the message holds one result only, what is linked with none.
 */
export function recordsOf(result: GroupView, view: MessageView): readonly SearchRecord[] {
  const stated = leavesOf("assessment.searchAuthorisation", view.leaves);
  const linksOf = ({ gid }: LeafView) => view.groups.find((one) => one.gid === gid)?.links ?? [];
  const isLinked = (leaf: LeafView) => linksOf(leaf).includes(result.gid);
  const results = resultGroups(view).map(({ gid }) => gid);
  const isFree = (leaf: LeafView) => !linksOf(leaf).some((gid) => results.includes(gid));
  const linked = stated.filter(isLinked);
  const own = linked.length > 0 || results.length > 1 ? linked : stated.filter(isFree);
  return own.map(({ value }) => value as unknown as SearchRecord);
}

/** Groups that hold the result of a search. */
export const resultGroups = ({ groups }: MessageView): readonly GroupView[] =>
  groups.filter(({ leaves }) => leaves.some(({ field }) => RESULTS.includes(field.id)));

function faultOf(
  { state, startedAt, requestedAt, authority }: SearchRecord,
  result: GroupView,
  kind: string,
  use: SearchUse,
): SearchFault | undefined {
  if (state === "rejected") return "R51_REJECTED";
  const { sentAt, isUrgent, country } = use;
  if (startedAt > sentAt || (requestedAt !== undefined && requestedAt > sentAt)) {
    return "R51_TIMES_IMPOSSIBLE";
  }
  const isOfSuspect = kind === SUSPECT_SEARCH;
  const fits = use.authorisations.filter(
    (one) =>
      one.kind === "biometricSearch" &&
      one.binds.includes(result.gid) &&
      one.authority === authority &&
      one.issuer.country === country &&
      one.validUntil >= startedAt.slice(0, DAY) &&
      (!isOfSuspect || one.offence !== undefined),
  );
  if (state === "granted" && fits.length === 0) return "R51_NOT_AUTHORISED";
  if (fits.some(({ issuedAt }) => issuedAt <= startedAt)) return undefined;
  const mayBegin = isOfSuspect || isUrgent;
  const grace = isOfSuspect ? SUSPECT_GRACE_MS : VICTIM_GRACE_MS;
  const isInTime =
    requestedAt !== undefined && Date.parse(requestedAt) <= Date.parse(startedAt) + grace;
  return mayBegin && isInTime ? undefined : "R51_REQUESTED_LATE";
}

/** Fields that hold what a search found. */
export const RESULTS: readonly string[] = ["match.result", "match.strength"];
export const VICTIM_SEARCH = "realTimeVictimSearch";
const SUSPECT_SEARCH = "postRemoteSuspectSearch";
/** Characters of the day of an instant. */
const DAY = 10;
const HOUR_MS = 3_600_000;
/** AI Act, Art 26(10): the authorisation is requested at most 48 hours after the use. */
const SUSPECT_GRACE_MS = 48 * HOUR_MS;
/** AI Act, Art 5(3): in a justified situation of urgency, it is requested within 24 hours. */
const VICTIM_GRACE_MS = 24 * HOUR_MS;
