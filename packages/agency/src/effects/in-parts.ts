/** A list in parts of at most so many, in order. */
export function inParts<T>(list: readonly T[], most: number): readonly (readonly T[])[] {
  const parts = Array.from({ length: Math.ceil(list.length / most) });
  return parts.map((_, index) => list.slice(index * most, (index + 1) * most));
}
