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

/** Every value satisfies its type; nothing travels that the catalogue does not know. */
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

/** Identifiers where a word should stand. */
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

/** Group ids that begin or end alike were not drawn at random. */
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

/** Compared sign by sign, since of two drawn at random the first differ: cutting takes longer. */
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
 * A claim that is left out is named by R65, a gap of an evaluation by R11, and several categories
 * of one person by R07. A life-saving message that is merely incomplete can then be kept. Kind and
 * links of a group are not among them: without these no other rule sees it.
 */
function belongsToAnotherRule({ code, pointer, rule }: SchemaIssue): boolean {
  return rule === "R07" || (code === "MEMBER_MISSING" && NAMED_ELSEWHERE.test(pointer));
}

type Code = `R53_${SchemaIssueCode}` | `R53_LOOKS_LIKE_${Sign}` | "R53_IDS_RELATED";

/** Forms in which a word is written: numbers and addresses have fields of their own. */
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
/** Fields with room for a word; most have none. */
const hasWords = hasForm(WORDS);
/** Characters of base64url: 48 bits, which two of 130 random ids share once in ten thousand million. */
const ALIKE = 8;

const NAMED_ELSEWHERE = /^\/(clear|private|body\/[^/]+\/meta)\/[^/]+$/;
