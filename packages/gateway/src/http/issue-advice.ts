import {
  DATE_PROFILES,
  type FieldType,
  findField,
  PATTERNS,
  type SchemaIssue,
} from "@safepassage/schema";

/** An issue, and for a program that has no catalogue at hand what may stand there instead. Names no value of the request. */
export interface AdvisedIssue extends SchemaIssue {
  /** Where the codes are that may stand here. */
  readonly codes?: string;
  /** The expression that a text here matches. */
  readonly pattern?: string;
}

/** Adds to an issue what may stand at its place. */
export function withAdvice(issue: SchemaIssue): AdvisedIssue {
  const { code, field, pointer } = issue;
  const type = field === undefined ? undefined : typeAt(field, pointer);
  if (type === undefined) return issue;
  if (code === "CODE_UNKNOWN" && "list" in type) {
    return { ...issue, codes: `/v1/code-lists/${type.list}` };
  }
  const pattern = ABOUT_WRITING.has(code) ? patternOf(type) : undefined;
  return pattern === undefined ? issue : { ...issue, pattern };
}

const ABOUT_WRITING = new Set(["PATTERN_MISMATCH", "DATE_MALFORMED"]);

function patternOf(type: FieldType): string | undefined {
  if (type.t === "pattern") return PATTERNS[type.pattern]?.regex;
  return type.t === "date" ? DATE_PROFILES[type.profile]?.regex : undefined;
}

/** The type of a value, or of the member of a value that the pointer ends with. */
function typeAt(field: string, pointer: string): FieldType | undefined {
  const type = findField(field)?.type;
  if (type?.t !== "record" && type?.t !== "personName") return type;
  const name = pointer.slice(pointer.lastIndexOf("/") + 1);
  return type.members.find(({ id }) => id === name)?.type;
}
