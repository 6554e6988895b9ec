import type { Answer } from "../../../app/gateway.ts";
import type { IssueText } from "../../../words/problem-words.ts";
import type { Written } from "./work.ts";

type Preview = Answer<"preview">;
type Account = Preview["account"][number];
export type Finding = Preview["judgement"]["findings"][number];

/** What becomes of one value, and what rules say of it. */
export interface ValueOutcome {
  readonly entry: Account | undefined;
  readonly findings: readonly Finding[];
}

/** What becomes of each value of a draft. */
export interface Outcomes {
  /** By the key of a value on the page. */
  readonly ofLeaf: Readonly<Record<string, ValueOutcome>>;
  /** By `gid/field` of a member that stands beside the values. */
  readonly ofHeader: Readonly<Record<string, ValueOutcome>>;
  /** By the claim of the envelope, of those that have a place of their own. */
  readonly ofClaim: Readonly<Record<string, readonly Finding[]>>;
  /** About nothing that has a place on the page. */
  readonly elsewhere: readonly Finding[];
  /** About fields that the message lacks, though they are filled in: they stay here. */
  readonly staysNeeded: readonly Finding[];
  readonly goes: number;
  readonly coarse: number;
  readonly stays: number;
}

/**
 * Puts what a preview says to where it stands on the page.
 *
 * @param claims - Claims of the envelope that have a place of their own on the page.
 */
export function outcomesOf(
  preview: Preview,
  { keys }: Pick<Written, "keys">,
  claims: readonly string[] = [],
): Outcomes {
  const ofLeaf: Record<string, ValueOutcome> = {};
  const ofHeader: Record<string, ValueOutcome> = {};
  const placed = new Set<Finding>();
  const findingsAt = (gid: string | undefined, field: string): readonly Finding[] => {
    const found = preview.judgement.findings.filter(
      (finding) => finding.field === field && groupOf(finding) === gid,
    );
    for (const one of found) placed.add(one);
    return found;
  };
  for (const entry of preview.account) {
    const outcome = { entry, findings: findingsAt(entry.gid, entry.field) };
    const key = entry.leaf === undefined ? undefined : keys[entry.gid]?.[entry.leaf];
    if (key !== undefined) ofLeaf[key] = outcome;
    else if (entry.leaf === undefined) ofHeader[entry.path] = outcome;
  }
  const ofClaim = Object.fromEntries(claims.map((claim) => [claim, findingsAt(undefined, claim)]));
  const count = (outcome: Account["outcome"]): number =>
    preview.account.filter((entry) => entry.outcome === outcome).length;
  const stay = new Set(
    preview.account.filter(({ outcome }) => outcome === "withheld").map(({ field }) => field),
  );
  const elsewhere = preview.judgement.findings.filter((finding) => !placed.has(finding));
  const isStaying = ({ rule, field = "" }: Finding): boolean =>
    rule === REQUIRED && stay.has(field);
  return {
    ...{ ofLeaf, ofHeader, ofClaim },
    elsewhere: elsewhere.filter((finding) => !isStaying(finding)),
    staysNeeded: elsewhere.filter(isStaying),
    ...{ goes: count("allowed") + count("coarsened"), coarse: count("coarsened") },
    stays: count("withheld"),
  };
}

/** The rule about fields without which a message does not serve its purpose. */
export const REQUIRED = "R65";

/** The group of a finding, by its pointer into the message (RFC 6901). */
function groupOf({ pointer }: Finding): string | undefined {
  const [, part, gid] = pointer.split("/");
  return part === "body" ? gid : undefined;
}

/** What is wrong with the form of one value. */
export interface FormFault {
  readonly code: unknown;
  readonly says: string;
  /** The member of the value that is wrong, where it has members. */
  readonly member?: string;
}

/** What is wrong with the form of a draft, by the key of the value; what stands elsewhere under its pointer. */
export interface FormFaults {
  readonly ofLeaf: ReadonlyMap<string, FormFault>;
  /** Of the consents, by `gid/member`: the group of the person, and the member of the record. */
  readonly ofConsent: ReadonlyMap<string, FormFault>;
  readonly elsewhere: readonly { readonly pointer: string; readonly says: string }[];
}

/** Puts the places that a problem document names to where they stand on the page. */
export function formFaultsOf(
  problem: Readonly<Record<string, unknown>>,
  { keys, draft }: Pick<Written, "keys"> & Partial<Pick<Written, "draft">>,
  textOf?: TextOf,
): FormFaults {
  const ofLeaf = new Map<string, FormFault>();
  const ofConsent = new Map<string, FormFault>();
  const elsewhere: { pointer: string; says: string }[] = [];
  const issues = Array.isArray(problem["issues"]) ? problem["issues"] : [];
  for (const issue of issues as readonly Readonly<Record<string, unknown>>[]) {
    const pointer = typeof issue["pointer"] === "string" ? issue["pointer"] : "";
    const says = saysOf(issue, textOf);
    const { code } = issue;
    const [, gid, index, rest = ""] = LEAF.exec(pointer) ?? [];
    const key = gid === undefined ? undefined : keys[gid]?.[Number(index)];
    const [, at, member = ""] = CONSENT.exec(pointer) ?? [];
    const subject = draft?.consents?.[Number(at)]?.subject;
    if (key !== undefined) ofLeaf.set(key, { code, says, ...memberIn(rest) });
    else if (subject !== undefined && CONSENT_MEMBERS.has(member))
      ofConsent.set(`${subject}/${member}`, { code, says });
    else elsewhere.push({ pointer, says });
  }
  return { ofLeaf, ofConsent, elsewhere };
}

/** The place of a value, and within it. */
const LEAF = /\/body\/([^/]+)\/leaves\/(\d+)(?:\/v\/(.+))?/;
const CONSENT = /\/consents\/(\d+)\/record\/(\w+)$/;

/** Members of a consent record that have an entry of their own on the page, where what is wrong with them is shown. */
const CONSENT_MEMBERS = new Set(["givenAt", "validFrom", "validUntil", "person"]);

/** The member of a value that a place within it names. What was chosen of several kinds stands in `value`. */
export function memberIn(rest: string): Pick<FormFault, "member"> {
  const member = rest.split("/").findLast((name) => /\D/.test(name) && name !== "value");
  return member === undefined ? {} : { member };
}

/** Says in the language of the page what is wrong with a place, by the code. */
export type TextOf = (code: string | undefined) => IssueText | undefined;

/** What is wrong in the language of the page, or else in the words of the gateway. A code alone tells nobody anything. */
export function saysOf(
  { code, sentence, fix }: Readonly<Record<string, unknown>>,
  textOf: TextOf = () => undefined,
): string {
  const name = typeof code === "string" ? code : undefined;
  const own = textOf(name);
  const said = own === undefined ? [sentence, fix] : [own.text, own.fix];
  return said.filter((one) => typeof one === "string").join(" ") || (name ?? "");
}
