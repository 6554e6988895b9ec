import type { Answer } from "../../app/gateway.ts";

type Act = Answer<"listActs">["entries"][number]["act"];
type Name = keyof typeof import("../../words/en/oversight.json");
type RoleName = Extract<Name, `role.${string}`>;
type ReasonName = Extract<
  Name,
  `reason.${string}` | `refused.${string}` | `resent.${string}` | `search.${string}`
>;

/** The kinds of act, as the API names them. */
export const ACTS = [
  "contentRead",
  "glassBroken",
  "attemptRefused",
  "messageComposed",
  "messageSubmitted",
  "messageApproved",
  "reviewed",
  "vitalReviewed",
  "messageWithdrawn",
  "messageResent",
  "messageLabelled",
  "messagesSearched",
  "searchRefused",
  "draftSubmitted",
  "draftKept",
  "draftChanged",
  "draftApproved",
  "draftReturned",
  "draftUnapproved",
  "draftDeleted",
  "draftExpired",
  "officerLocked",
  "officerUnlocked",
  "clockConfirmed",
  "databaseRestored",
  "databaseEarlier",
  "databaseConfirmed",
] as const satisfies readonly Act[];

/** Where the message of an act is shown; `undefined` for an act on a draft or an officer. @param ref - What the act names. */
export function actLink(act: Act, ref: string): string | undefined {
  const isOfMessage = OF_MESSAGES.has(act) && DIGEST.test(ref);
  return isOfMessage ? `/messages/${ref}` : undefined;
}

/** The words for the code of an act; `undefined` where it is a digest, or not known here. */
export function codeName(act: Act, code: string | undefined): ReasonName | undefined {
  const area = CODES_OF[act];
  return CODE_NAMES.find((name) => area !== undefined && name === `${area}.${code}`);
}

/** What a review decided: its outcome, and the day and the ground if the message is kept on. @param code - `continue 2027-01-31 evidence`. */
export function reviewOf(code: string): {
  readonly outcome: string;
  readonly until: string | undefined;
  readonly ground: string | undefined;
} {
  const [outcome = "", until, ground] = code.split(" ");
  return { outcome, until: until !== undefined && DAY.test(until) ? until : undefined, ground };
}

/** The words for the roles of whoever did something. @param role - Roles with spaces between them, or `machine.2` for a system. */
export function roleNames(role: string): readonly RoleName[] {
  return role
    .split(" ")
    .slice(0, MOST_ROLES)
    .map((one) => {
      const [plain = ""] = one.split(".");
      return ROLE_NAMES.find((name) => name === `role.${plain}`) ?? "role.other";
    });
}

const OF_MESSAGES: ReadonlySet<Act> = new Set<Act>([
  "contentRead",
  "glassBroken",
  "attemptRefused",
  "messageComposed",
  "messageSubmitted",
  "messageApproved",
  "reviewed",
  "vitalReviewed",
  "messageWithdrawn",
  "messageResent",
  "messageLabelled",
]);
const DAY = /^\d{4}-\d\d-\d\d$/;
const DIGEST = /^[\w-]{43}$/;
const CODES_OF: Readonly<Partial<Record<Act, "reason" | "refused" | "resent" | "search">>> = {
  contentRead: "reason",
  glassBroken: "reason",
  attemptRefused: "refused",
  messageResent: "resent",
  messagesSearched: "search",
  searchRefused: "refused",
};
const CODE_NAMES: readonly ReasonName[] = [
  "reason.CASE_WORK",
  "reason.ANSWER",
  "reason.APPROVAL",
  "reason.CORRECTION",
  "reason.PERSON_REQUEST",
  "reason.SUPERVISION",
  "reason.BREAK_GLASS",
  "refused.API_CONTENT_QUARANTINED",
  "refused.API_OFFICER_LOCKED",
  "refused.API_ROLE_MISSING",
  "refused.GATEWAY_APPROVAL_ASSURANCE_TOO_LOW",
  "refused.GATEWAY_APPROVAL_NOT_INDEPENDENT",
  "refused.GATEWAY_REVIEW_NOT_INDEPENDENT",
  "resent.taken",
  "resent.known",
  "search.case",
  "search.person",
  "search.record",
];
const ROLE_NAMES: readonly RoleName[] = [
  "role.approver",
  "role.auditor",
  "role.caseworker",
  "role.dutyOfficer",
  "role.machine",
  "role.operator",
  "role.protectionOfficer",
];
const MOST_ROLES = 8;
