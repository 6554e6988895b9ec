import { checkOf, checkOnce } from "../value/check.ts";
import type { SchemaIssue } from "../value/issue.ts";
import { findIssues, type InputProvenance, parseChecked } from "../value/parse-with.ts";
import type { ValueOptions } from "../value/zod-parts.ts";
import type { Body, DecodedMessage, Draft } from "./message-model.ts";
import { walkBody, walkDraft, walkMessage } from "./message-shape.ts";

/**
 * Reads what a sender writes: a message before the digests of its hidden parts exist.
 *
 * @throws `SchemaError` `SCHEMA_INVALID` with every issue, `SCHEMA_TOO_LARGE`, `SCHEMA_TOO_DEEP`.
 */
export function parseDraft(input: unknown): Draft {
  return parseChecked(draftCheck(isTest(input)), input);
}

/**
 * Reads a message as it stands after its signature and digests have been checked.
 *
 * @throws `SchemaError` as {@link parseDraft}.
 */
export function parseDecodedMessage(input: unknown): DecodedMessage {
  return parseChecked(messageCheck(isTest(input)), input);
}

/**
 * Reads the groups of one case, which is no message yet: no envelope, no purpose.
 *
 * @throws `SchemaError` as {@link parseDraft}.
 */
export function parseBody(input: unknown, { test = true }: ValueOptions = {}): Body {
  return parseChecked(bodyCheck(test), input);
}

/**
 * Lists everything that is wrong with the shape of a message, in the order of its parts.
 *
 * Never throws: a quality judgement returns data. Rule R53 reports what it finds.
 *
 * @param from - Left out: nothing is known about the value.
 */
export function checkMessage(input: unknown, from?: InputProvenance): SchemaIssue[] {
  return findIssues(messageCheck(isTest(input)), input, from);
}

/**
 * {@link checkMessage} for a message that was just opened: clear and private part are what
 * {@link claimsToClear} and {@link privateFromWire} have returned, so their values are not looked
 * at again. The body came out of a package of bounded size, so the bounds are looked at only where
 * something is wrong.
 */
export function checkOpenedMessage(message: DecodedMessage): SchemaIssue[] {
  const isSound = bodyCheck(isTest(message))(message.body) === undefined;
  return isSound ? [] : checkMessage(message);
}

/** {@link checkMessage} for a draft. */
export function checkDraft(input: unknown, from?: InputProvenance): SchemaIssue[] {
  return findIssues(draftCheck(isTest(input)), input, from);
}

/** Lists what is wrong with one value of a field; nothing where the catalogue has no such field. */
export function checkValue(
  fieldId: string,
  input: unknown,
  { test = true }: ValueOptions = {},
): SchemaIssue[] {
  const check = checkOf(fieldId, test);
  return check === undefined ? [] : findIssues(check, input);
}

/** Only `true` makes a test: anything else is judged as production, which admits less. */
function isTest(input: unknown): boolean {
  const clear = (input as { readonly clear?: unknown } | null | undefined)?.clear;
  return (clear as { readonly "env.test"?: unknown } | null | undefined)?.["env.test"] === true;
}

const bodyCheck = checkOnce(walkBody);
const messageCheck = checkOnce(walkMessage);
const draftCheck = checkOnce(walkDraft);
