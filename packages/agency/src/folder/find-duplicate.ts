/**
 * Finds where a JSON text names a member of an object for the second time.
 *
 * @param text - JSON without any other fault.
 */
export function findDuplicate(text: string): number | undefined {
  const open: (Set<string> | undefined)[] = [];
  for (const { 0: part, index } of text.matchAll(PARTS)) {
    if (part === "{") open.push(new Set());
    else if (part === "[") open.push(undefined);
    else if (part === "}" || part === "]") open.pop();
    else if (NAMES.test(part)) {
      const name = JSON.parse(part.replace(/\s*:$/, "")) as string;
      const names = open.at(-1);
      if (names?.has(name)) return index;
      names?.add(name);
    }
  }
  return undefined;
}

/** Brackets, and strings; one that a colon follows is a name. */
const PARTS = /[{}[\]]|"(?:[^"\\]|\\.)*"(?:\s*:)?/g;
const NAMES = /^".*:$/s;
