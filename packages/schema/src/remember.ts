import type { SchemaIssueCode } from "./issue.ts";

type Finder = (text: string) => SchemaIssueCode | undefined;

/**
 * A finder that knows again the last few texts it had nothing against.
 *
 * Groups and messages of one sender mostly say the same, and comparing is quicker than looking for
 * faults. The texts are kept: for codes and agencies only, never for what may be of a person.
 */
export function remember(find: Finder): Finder {
  const known: string[] = [];
  let oldest = 0;
  return (text) => {
    for (let place = 0; place < known.length; place++) if (known[place] === text) return undefined;
    const issue = find(text);
    if (issue === undefined) {
      known[oldest] = text;
      oldest = (oldest + 1) % FEW;
    }
    return issue;
  };
}

const FEW = 4;
