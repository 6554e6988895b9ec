import { type ErrorDetails, ProtocolError } from "@safepassage/core";
import { SchemaError, type SchemaIssue } from "@safepassage/schema";
import { MESSAGE_ERRORS } from "./message-errors.ts";

export type MessageErrorCode = keyof typeof MESSAGE_ERRORS;

/** Thrown by everything in this package. See {@link MESSAGE_ERRORS} for the codes. */
export class MessageError extends ProtocolError<MessageErrorCode> {
  /** Each place that is wrong, if the error is about claims or members. */
  readonly issues: readonly MessageIssue[];

  constructor(
    code: MessageErrorCode,
    message: string,
    { issues = [], ...options }: ErrorDetails & { readonly issues?: readonly MessageIssue[] } = {},
  ) {
    super(code, MESSAGE_ERRORS[code], message, options);
    this.issues = issues;
  }
}

/** Makes errors of one code. */
export const errorOf = (code: MessageErrorCode) => (message: string) =>
  new MessageError(code, message);
export const draftInvalid = errorOf("MESSAGE_DRAFT_INVALID");
export const notCanonical = errorOf("MESSAGE_NOT_CANONICAL");

/** One place that is wrong. Names of the catalogue only, never a value. */
export type MessageIssue = Pick<SchemaIssue, "pointer" | "code" | "field">;

/**
 * Returns the gravest kind of fault among issues. An unknown member could be free text; if members
 * are only missing, they can be added.
 */
export function kindOfFault(issues: readonly MessageIssue[]): "UNKNOWN" | "MISSING" | "WRONG" {
  if (issues.some(({ code }) => code === "MEMBER_UNKNOWN")) return "UNKNOWN";
  const areMissing = issues.length > 0 && issues.every(({ code }) => code === "MEMBER_MISSING");
  return areMissing ? "MISSING" : "WRONG";
}

/**
 * Gives what a check has refused.
 *
 * @throws anything else again: a fault of the program says nothing about what it was checking.
 */
export function refusalIn(cause: unknown): ProtocolError {
  if (!(cause instanceof ProtocolError)) throw cause;
  return cause;
}

/**
 * Returns the issues of an error of the schema's parsers. Any other error is thrown again: it is no
 * fault of the message.
 */
export function issuesOf(cause: unknown): readonly MessageIssue[] {
  if (!(cause instanceof SchemaError)) throw cause;
  return cause.issues.map(({ pointer, code, field }) =>
    field === undefined ? { pointer, code } : { pointer, code, field },
  );
}
