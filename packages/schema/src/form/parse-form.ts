import { visible } from "@safepassage/core";
import type * as z from "zod";
import { createIssue, MAX_ISSUES, type SchemaIssue } from "../value/issue.ts";
import type { SchemaIssueCode } from "../value/issue-codes.ts";
import { checkedTypeOf } from "../value/note.ts";
import { codeOf, parseWith } from "../value/parse-with.ts";
import { findJsonIssue } from "../value/plain-json.ts";
import { SchemaError } from "../value/schema-error.ts";
import { PARSE } from "../value/zod-types.ts";
import { adviceFor, adviceForUnknown } from "./advice.ts";
import { follow, layersOf, type Place } from "./place.ts";

/**
 * Reads what a person or a case system wrote; each issue says what is allowed.
 *
 * @throws SchemaError `SCHEMA_INVALID` with every issue, `SCHEMA_TOO_LARGE`, `SCHEMA_TOO_DEEP`.
 */
export function parseForm<T>(type: z.ZodType<T>, input: unknown, how: FormOptions = {}): T {
  // Bounds first: advice about a huge file would cost too much.
  if (findJsonIssue(input) !== undefined) return parseWith(type, input);
  const refusal = (message: string, faults: readonly SchemaIssue[]) =>
    new SchemaError("SCHEMA_INVALID", message, faults);
  return readForm(type, input, refusal, how);
}

/** How a form is read. */
export interface FormOptions {
  /** Whether issues name members that are not known. Only for what is about no person: a name may be that of one. */
  readonly namesUnknown?: boolean;
}

/** {@link parseForm} with an error of the caller, who also keeps the input within bounds. */
export function readForm<T>(
  type: z.ZodType<T>,
  input: unknown,
  refusal: (message: string, faults: readonly SchemaIssue[]) => Error,
  how: FormOptions = {},
): T {
  const result = type.safeParse(input, PARSE);
  if (result.success) return result.data;
  const faults = toFormIssues(result.error, type, input, how);
  throw refusal(tellIssues(faults), faults);
}

/**
 * Finds every issue of a file that a person or a case system wrote, with its place and what to do.
 *
 * Names members, indices and what is allowed, never what the file holds.
 */
export function findIssues(type: z.ZodType, value: unknown): readonly SchemaIssue[] {
  const result = type.safeParse(value, PARSE);
  return result.success ? [] : toFormIssues(result.error, type, value);
}

/** The issues of a value, from what zod has found. */
function toFormIssues(
  { issues }: z.ZodError,
  type: z.ZodType,
  value: unknown,
  { namesUnknown = false }: FormOptions = {},
): readonly SchemaIssue[] {
  const faults = new Map<string, SchemaIssue>();
  collect(issues, { type, value, path: [] }, { faults, namesUnknown });
  return [...faults.values()];
}

/** Prints issues as lines: their number, then each with its place. */
export function tellIssues(faults: readonly SchemaIssue[]): string {
  const lines = faults
    .slice(0, MOST_TOLD)
    .map(({ pointer, sentence, fix }) => `${pointer || "/"}: ${sentence} ${fix}`);
  if (faults.length > MOST_TOLD) lines.push(`and ${faults.length - MOST_TOLD} more`);
  return [faults.length === 1 ? "one issue" : `${faults.length} issues`, ...lines].join("\n");
}

type ZodIssues = readonly z.core.$ZodIssue[];

interface Collected {
  readonly faults: Map<string, SchemaIssue>;
  readonly namesUnknown: boolean;
}

function collect(issues: ZodIssues, from: Place, into: Collected): void {
  const { faults, namesUnknown } = into;
  for (const issue of issues) {
    // A list may have thousands of faults, and advice about each is costly.
    if (faults.size >= MAX_ISSUES) return;
    if (issue.code === "invalid_key") {
      const fault = keyFault(issue, from);
      faults.set(`${fault.pointer} ${fault.code}`, fault);
      continue;
    }
    const place = follow(from, issue.path);
    const chosen =
      issue.code === "invalid_union" ? nearestOption(issue, place) : meant(issue, place);
    if (chosen !== undefined) collect(chosen.issues, { ...place, type: chosen.type }, into);
    else {
      const fault = faultOf(issue, place);
      const isNamed = namesUnknown && issue.code === "unrecognized_keys" && place.isWhole;
      const sentence = isNamed ? unknownOf(issue.keys) : fault.sentence;
      faults.set(`${fault.pointer} ${fault.code}`, { ...fault, sentence });
    }
  }
}

function unknownOf(keys: readonly string[]): string {
  const names = keys.slice(0, MOST_NAMED).map((name) => visible(name.slice(0, LONGEST_NAME)));
  const more = keys.length > MOST_NAMED ? " and more" : "";
  return names.length === 1 && more === ""
    ? `The member ${names[0]} is not known.`
    : `These members are not known: ${names.join(", ")}${more}.`;
}

function faultOf(issue: z.core.$ZodIssue, place: Place & { isWhole: boolean }): SchemaIssue {
  if (!place.isWhole) return withFix("WRONG_TYPE", place, adviceFor("WRONG_TYPE", place));
  if (issue.code === "unrecognized_keys") {
    return withFix("MEMBER_UNKNOWN", place, adviceForUnknown(issue.keys, place));
  }
  const code = formCode(issue, place.value !== undefined);
  const said = issue.code === "custom" ? issue.params?.["fix"] : undefined;
  return withFix(code, place, typeof said === "string" ? said : adviceFor(code, place));
}

/** The issue of a bad name of a member. The name is not shown: it may be the name of a person. */
function keyFault(issue: z.core.$ZodIssueInvalidKey, from: Place): SchemaIssue {
  const place = follow(from, issue.path.slice(0, -1));
  const { def } = layersOf(place.type);
  const [first] = issue.issues;
  const code = first === undefined ? "NOT_CANONICAL" : formCode(first, true);
  const type = def.type === "record" ? (def.keyType as unknown as z.ZodType) : place.type;
  const name = { type, value: issue.path.at(-1), path: [...place.path, "*"] };
  return withFix(code, name, adviceFor(code, name));
}

function withFix(code: SchemaIssueCode, { path }: Place, fix: string): SchemaIssue {
  const issue = createIssue(code, path);
  return { ...issue, sentence: SENTENCES[code] ?? issue.sentence, fix };
}

function formCode(issue: z.core.$ZodIssue, isThere: boolean): SchemaIssueCode {
  const code = codeOf(issue, isThere);
  if (!isThere) return code;
  if (issue.code === "too_big" && issue.origin === "string") return "TEXT_TOO_LONG";
  const isText = issue.code === "invalid_format" || issue.code === "too_small";
  if (isText && (issue.code !== "too_small" || issue.origin === "string"))
    return "PATTERN_MISMATCH";
  // A check without a code says only that something is wrong.
  const isUnsaid = issue.code === "custom" && issue.params?.["issue"] === undefined;
  return isUnsaid ? "PATTERN_MISMATCH" : code;
}

/** The issues of the type that a function has checked. */
function meant(issue: z.core.$ZodIssue, { type, value }: Place): Chosen | undefined {
  const as = checkedTypeOf(type);
  const issues = issue.code === "custom" ? (as?.safeParse(value, PARSE).error?.issues ?? []) : [];
  return as === undefined || issues.length === 0 ? undefined : { type: as, issues };
}

interface Chosen {
  readonly type: z.ZodType;
  readonly issues: ZodIssues;
}

/** The option of a union that has the fewest issues, if the value has the type of one. */
function nearestOption(
  { errors }: z.core.$ZodIssueInvalidUnion,
  { type, value }: Place,
): Chosen | undefined {
  const { def } = layersOf(type);
  if (def.type !== "union" || typeof value !== "object" || value === null) return undefined;
  const [nearest] = errors
    .map((issues, index) => ({ issues, type: def.options[index] as z.ZodType }))
    .filter(
      ({ issues }) =>
        !issues.some(({ code, path }) => code === "invalid_type" && path.length === 0),
    )
    .sort((a, b) => strangers(a.issues) - strangers(b.issues) || a.issues.length - b.issues.length);
  return nearest;
}

/** Counts issues about members of another option. */
const strangers = (issues: ZodIssues): number =>
  issues.filter(({ code }) => code === "unrecognized_keys").length;

const MOST_TOLD = 32;
const MOST_NAMED = 8;
const LONGEST_NAME = 64;
/** Shorter than the sentences for a message, because the place stands before them. */
const SENTENCES: Partial<Record<SchemaIssueCode, string>> = {
  MEMBER_MISSING: "It is missing.",
  MEMBER_UNKNOWN: "A member is not known.",
  WRONG_TYPE: "It has the wrong type.",
  CHOICE_UNKNOWN: "It is nothing that may stand here.",
  PATTERN_MISMATCH: "It is not written as it has to be.",
  CODE_UNKNOWN: "It is not on the list.",
};
