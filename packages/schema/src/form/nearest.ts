import leven from "leven";

/** Names that differ from a word by few letters, the nearest first. */
export function nearest(word: string, names: Iterable<string>): readonly string[] {
  // A sentence is near to no name, and slow to compare.
  if (word.length > LONGEST_NAME) return [];
  const bound = Math.ceil(word.length / 3);
  const near = [...new Set(names)]
    .map((name) => ({ name, far: leven(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ far }) => far <= bound)
    .sort((a, b) => a.far - b.far);
  return near
    .filter(({ far }) => far <= (near[0]?.far ?? 0) + 1)
    .slice(0, MOST_NEAR)
    .map(({ name }) => name);
}

const LONGEST_NAME = 64;
const MOST_NEAR = 3;
