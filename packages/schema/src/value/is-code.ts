import type { Code, ShortList } from "../catalogue/codes.ts";
import { findCodeIssue } from "./standard-codes.ts";

/** Whether a text is a code of a short list. */
export function isCode<List extends ShortList>(list: List, text: unknown): text is Code<List> {
  return typeof text === "string" && findCodeIssue(list, text, true) === undefined;
}
