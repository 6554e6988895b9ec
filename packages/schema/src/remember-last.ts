import type { SchemaIssueCode } from "./issue.ts";

type Finder = (text: string) => SchemaIssueCode | undefined;

/**
 * A finder that knows again the text it had nothing against last.
 *
 * Groups and messages of one sender mostly say the same, and comparing is quicker than looking for
 * faults. The text is kept: for codes and agencies only, never for what may be of a person.
 */
export function rememberLast(find: Finder): Finder {
  let last: string | undefined;
  return (text) => {
    if (text === last) return undefined;
    const issue = find(text);
    if (issue === undefined) last = text;
    return issue;
  };
}
