import { ProtocolError } from "./error.ts";
import { visible } from "./visible.ts";

/** What an operator may read of an error: codes, words of our own, and where it was thrown. */
export interface ErrorFacts {
  readonly code: string;
  /** Title, message and hint of an error of ours. Nothing of any other: others may have chosen its words. */
  readonly says?: string;
  /** Code of what caused it. */
  readonly cause?: string;
  /** The innermost calls, at most five. */
  readonly stack: readonly string[];
}

/** Reads what may be told of anything that was thrown. */
export function errorFacts(error: unknown): ErrorFacts {
  const cause = error instanceof Error ? error.cause : undefined;
  return {
    code: errorCode(error),
    ...(error instanceof ProtocolError && { says: wordsOf(error) }),
    ...(cause !== undefined && { cause: errorCode(cause) }),
    stack: framesOf(error),
  };
}

/** The code of an error of ours, of the system, of SQLite or of PostgreSQL; else the name of its class. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return "INTERNAL";
  const { code, errcode, severity } = error as {
    readonly code?: unknown;
    readonly errcode?: unknown;
    readonly severity?: unknown;
  };
  if (typeof errcode === "number") return `SQLITE_${errcode}`;
  // Only what PostgreSQL sends has a severity: EPIPE, of the system, has five letters too.
  if (severity !== undefined && typeof code === "string" && /^[0-9A-Z]{5}$/.test(code)) {
    return `SQLSTATE_${code}`;
  }
  if (typeof code === "string" && /^[A-Z][A-Z\d_]{1,63}$/.test(code)) return code;
  // What `fetch` throws says nothing but that it failed.
  if (error instanceof TypeError && error.cause instanceof Error) return errorCode(error.cause);
  return /^[A-Z]\w{1,40}$/.test(error.name) ? error.name : "INTERNAL";
}

/** The errors inside an error: those of an aggregate, else itself. */
export function eachError(error: unknown): readonly unknown[] {
  return error instanceof AggregateError && error.errors.length > 0 ? error.errors : [error];
}

function wordsOf({ title, hint, message }: ProtocolError): string {
  return `${title}: ${visible(message).slice(0, MOST_CHARACTERS)}. ${hint}`;
}

function framesOf(error: unknown): readonly string[] {
  if (!(error instanceof Error) || typeof error.stack !== "string") return [];
  const { message, stack } = error;
  // Class and message come first. The message may hold lines that look like calls, and may be another one by now: then nothing is told.
  const [kind = ""] = /^[\w$.]*(?: \[\w+\])?/.exec(stack) ?? [];
  const head = message === "" ? `${kind}\n` : `${kind}: ${message}\n`;
  if (!stack.startsWith(head)) return [];
  return stack
    .slice(head.length)
    .split("\n")
    .flatMap((line) => /^ {4}at (.+)$/.exec(line)?.[1] ?? [])
    .slice(0, MOST_FRAMES)
    .map((frame) => visible(frame).slice(0, MOST_CHARACTERS));
}

const MOST_FRAMES = 5;
const MOST_CHARACTERS = 300;
