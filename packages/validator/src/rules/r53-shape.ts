import { SCHEMA_ISSUES, type SchemaIssue, type SchemaIssueCode } from "@safepassage/schema";
import { defineRule, type Hit } from "../rule.ts";

/** Every value satisfies its type; nothing travels that the catalogue does not know. */
export const r53 = defineRule({
  id: "R53",
  codes: Object.keys(SCHEMA_ISSUES).map((code) => `R53_${code as SchemaIssueCode}` as const),
  needs: [],
  evaluate({ issues, groups }) {
    const kinds = new Map(groups.map(({ gid, kind, entry }) => [gid, entry && kind]));
    return issues
      .filter((issue) => !belongsToAnotherRule(issue))
      .map((issue) => toHit(issue, kinds));
  },
});

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
 * A member that is left out is named by the rule that asks for it: R65 for claims, R11 for the
 * evaluation, R71 for the header. A life-saving message that is merely incomplete can then be kept.
 */
function belongsToAnotherRule({ code, pointer }: SchemaIssue): boolean {
  if (code !== "MEMBER_MISSING") return false;
  return MISSING_CLAIM.test(pointer) || MISSING_HEADER.test(pointer);
}

type Code = `R53_${SchemaIssueCode}`;

const MISSING_CLAIM = /^\/(clear|private)\/[^/]+$/;
const MISSING_HEADER = /^\/body\/[^/]+\/(meta\/[^/]+|meta|kind|links|ledCategory|ageClass)$/;
