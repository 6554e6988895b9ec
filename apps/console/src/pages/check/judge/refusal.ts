import { ProtocolError } from "@safepassage/core";
import type { SchemaIssue } from "@safepassage/schema";
import { type CheckCode, CheckError } from "./check-error.ts";

/** Why something is refused, as the page says it. */
export type Refusal = OwnRefusal | ProtocolRefusal;

/** A refusal by the page itself: it has words in each language. */
export interface OwnRefusal {
  readonly code: CheckCode;
}

/** A refusal by the protocol's own checks. Its texts are English, and hold no value of what was given. */
export interface ProtocolRefusal {
  readonly code: string;
  readonly title: string;
  /** What to do. */
  readonly hint: string;
  /** What is wrong with the form, place by place. */
  readonly issues: readonly Pick<SchemaIssue, "pointer" | "code">[];
}

/** Whether the page itself refuses, and has the words for it. */
export const isOwn = (refusal: Refusal): refusal is OwnRefusal => !("title" in refusal);

/** What a value is, or why there is none. */
export type Tried<T> = { readonly value: T } | { readonly refusal: Refusal };

/** Does some work; an error with a code becomes data. An error without one is a fault of this page, and is thrown. */
export function attempt<T>(work: () => T): Tried<T> {
  try {
    return { value: work() };
  } catch (error) {
    return { refusal: refusalOf(error) };
  }
}

/** @throws the error itself, if it has no code: it is a fault of this page. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof CheckError) return { code: error.code };
  if (!(error instanceof ProtocolError)) throw error;
  const { code, title, hint } = error;
  const issues = "issues" in error && Array.isArray(error.issues) ? error.issues : [];
  return { code, title, hint, issues: issues.slice(0, MOST_ISSUES) };
}

const MOST_ISSUES = 20;
