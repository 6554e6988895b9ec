import { type Group, KINDS } from "@safepassage/schema";

/**
 * The entries of a body as somebody reads them: by their kinds, in the order of the catalogue, persons first. A message has them in
 * the order of their random ids, which is another one each time.
 */
export function inOrder<G extends Pick<Group, "kind">>(
  body: Readonly<Record<string, G>>,
): readonly (readonly [string, G])[] {
  const place = ({ kind }: G): number => ORDER.get(kind) ?? ORDER.size;
  return Object.entries(body).sort(([, a], [, b]) => place(a) - place(b));
}

const ORDER = new Map(
  Object.keys(KINDS)
    .sort((a, b) => Number(KINDS[b]?.person === true) - Number(KINDS[a]?.person === true))
    .map((kind, index) => [kind, index]),
);
