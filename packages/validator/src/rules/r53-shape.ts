import {
  atLeaf,
  defineRule,
  type GroupView,
  type Hit,
  type LeafView,
  type MessageView,
} from "@safepassage/rules";
import { SCHEMA_ISSUES, type SchemaIssue, type SchemaIssueCode } from "@safepassage/schema";
import { hasForm, openTexts } from "../texts/open-texts.ts";
import { findSign, SIGN_NAMES, type Sign } from "../texts/signs.ts";

/** Every value satisfies its type, and nothing unknown to the catalogue is sent. */
export const r53 = defineRule({
  id: "R53",
  codes: [
    ...Object.keys(SCHEMA_ISSUES).map((code) => `R53_${code as SchemaIssueCode}` as const),
    ...SIGN_NAMES.map((sign) => `R53_LOOKS_LIKE_${sign}` as const),
    "R53_IDS_RELATED",
  ],
  needs: [],
  evaluate(view) {
    return [...shapeHits(view), ...signHits(view), ...idHits(view)];
  },
});

function shapeHits({ issues, groups }: MessageView): Hit<Code>[] {
  if (issues.length === 0) return [];
  const kinds = new Map(groups.map(({ gid, kind, entry }) => [gid, entry && kind]));
  return issues.filter((issue) => !belongsToAnotherRule(issue)).map((issue) => toHit(issue, kinds));
}

function signHits({ leaves }: MessageView): Hit<Code>[] {
  const hits: Hit<Code>[] = [];
  for (const leaf of leaves) {
    const sign = hasWords(leaf.field.id) ? signIn(leaf) : undefined;
    if (sign !== undefined) hits.push(atLeaf(`R53_LOOKS_LIKE_${sign}`, leaf));
  }
  return hits;
}

function signIn({ own }: LeafView): Sign | undefined {
  for (const { text, form } of openTexts(own)) {
    const sign = WORDS.has(form) ? findSign(text) : undefined;
    if (sign !== undefined) return sign;
  }
  return undefined;
}

/** Hit for group ids that begin or end alike, which were not drawn at random. */
function idHits({ groups }: MessageView): Hit<Code>[] {
  for (let one = 1; one < groups.length; one++) {
    for (let other = 0; other < one; other++) {
      if (areAlike((groups[one] as GroupView).gid, (groups[other] as GroupView).gid)) {
        return [{ code: "R53_IDS_RELATED", pointer: "/body" }];
      }
    }
  }
  return [];
}

/** Compares character by character: random ids differ at once, so slicing would take longer. */
function areAlike(one: string, other: string): boolean {
  let starts = 0;
  while (starts < ALIKE && one.charCodeAt(starts) === other.charCodeAt(starts)) starts++;
  let ends = 0;
  while (
    ends < ALIKE &&
    one.charCodeAt(one.length - 1 - ends) === other.charCodeAt(other.length - 1 - ends)
  )
    ends++;
  return starts === ALIKE || ends === ALIKE;
}

function toHit(issue: SchemaIssue, kinds: ReadonlyMap<string, string | undefined>): Hit<Code> {
  const { pointer, code, field } = issue;
  const [, part, gid = ""] = pointer.split("/");
  const kind = part === "body" ? kinds.get(gid) : undefined;
  return {
    code: `R53_${code}`,
    pointer,
    ...(kind === undefined ? {} : { groupKind: kind }),
    ...(field === undefined ? {} : { field }),
  };
}

/**
 * Whether another rule reports the issue: R65 a missing claim, R11 an incomplete evaluation, R07 several
 * categories of one person. A life-saving message that is merely incomplete can then be quarantined. A
 * missing kind or links of a group stay here, because without them no other rule sees the group.
 */
function belongsToAnotherRule({ code, pointer, rule }: SchemaIssue): boolean {
  return rule === "R07" || (code === "MEMBER_MISSING" && NAMED_ELSEWHERE.test(pointer));
}

type Code = `R53_${SchemaIssueCode}` | `R53_LOOKS_LIKE_${Sign}` | "R53_IDS_RELATED";

/** Forms of text that should be words. Numbers and addresses have their own fields. */
const WORDS: ReadonlySet<string> = new Set([
  "address_text",
  "handle",
  "legal_basis",
  "log_origin",
  "name_latin",
  "name_original",
  "national_offence",
  "org_name",
  "slug",
]);
/** Whether a field has room for a word, as few have. */
const hasWords = hasForm(WORDS);
/** Eight base64url characters are 48 bits. Two of 130 random ids agree in them once in ten thousand million. */
const ALIKE = 8;

const NAMED_ELSEWHERE = /^\/(clear|private|body\/[^/]+\/meta)\/[^/]+$/;
