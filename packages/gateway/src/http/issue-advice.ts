import { type Expected, expectedAt, type SchemaIssue } from "@safepassage/schema";

/** An issue, and for a program that has no catalogue at hand what may stand there instead. Names no value of the request. */
export interface AdvisedIssue extends SchemaIssue, Omit<Expected, "list"> {
  /** Where the codes are that may stand here. */
  readonly codes?: string;
}

/** Adds to an issue what may stand at its place. */
export function withAdvice(issue: SchemaIssue): AdvisedIssue {
  const { list, ...written } = expectedAt(issue);
  return { ...issue, ...written, ...(list !== undefined && { codes: `/v1/code-lists/${list}` }) };
}
