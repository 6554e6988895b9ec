import { type Body, KINDS } from "@safepassage/schema";

/** Where an entry of a message stands in the drawing, counted in columns and rows. */
export interface LinkNode {
  readonly gid: string;
  /** Persons stand in the first, `0`; each other entry one further than what leads to a person. */
  readonly column: number;
  /** The middle of the entry; rows are `1` high. */
  readonly row: number;
}

/** That one entry is about another. */
export interface LinkEdge {
  readonly from: LinkNode;
  readonly to: LinkNode;
}

/** A drawing of what is about whom. */
export interface LinkDrawing {
  readonly nodes: readonly LinkNode[];
  readonly edges: readonly LinkEdge[];
  readonly columns: number;
  readonly rows: number;
}

/** Works out a drawing of the entries of a message: persons first, what is about them beside them, as few crossings as a look back can tell. */
export function drawLinks(body: Body): LinkDrawing {
  const pairs = pairsOf(body);
  const columns = toColumns(body, pairs);
  const rows = Math.max(1, ...columns.map((column) => column.length));
  const placed = new Map<string, LinkNode>();
  for (const [column, gids] of columns.entries()) {
    const height = (gid: string): number => {
      const beside = pairs.flatMap(([from, to]) =>
        from === gid
          ? (placed.get(to)?.row ?? [])
          : to === gid
            ? (placed.get(from)?.row ?? [])
            : [],
      );
      // What leads nowhere stands last.
      return beside.length === 0 ? rows : beside.reduce((sum, row) => sum + row, 0) / beside.length;
    };
    const sorted = gids.map((gid) => ({ gid, at: height(gid) })).sort((a, b) => a.at - b.at);
    for (const [index, { gid }] of sorted.entries()) {
      placed.set(gid, { gid, column, row: ((index + 0.5) * rows) / gids.length });
    }
  }
  return {
    nodes: [...placed.values()],
    edges: pairs.flatMap(([from, to]) => {
      const [one, other] = [placed.get(from), placed.get(to)];
      return one === undefined || other === undefined ? [] : [{ from: one, to: other }];
    }),
    ...{ columns: columns.length, rows },
  };
}

type Pair = readonly [from: string, to: string];

/** A link to an entry that the message does not have is left out: another part of it names that. */
const pairsOf = (body: Body): readonly Pair[] =>
  Object.entries(body).flatMap(([gid, { links }]) =>
    links.flatMap((link) => (Object.hasOwn(body, link) ? [[gid, link] as const] : [])),
  );

function toColumns(body: Body, pairs: readonly Pair[]): readonly (readonly string[])[] {
  const persons = Object.keys(body).filter((gid) => KINDS[body[gid]?.kind ?? ""]?.person === true);
  const seen = new Set(persons);
  const columns: string[][] = persons.length === 0 ? [] : [persons];
  for (let last: readonly string[] = persons; last.length > 0; ) {
    const next = new Set(
      pairs.flatMap(([from, to]) => [
        ...(last.includes(to) ? [from] : []),
        ...(last.includes(from) ? [to] : []),
      ]),
    );
    last = [...next].filter((gid) => !seen.has(gid));
    for (const gid of last) seen.add(gid);
    if (last.length > 0) columns.push([...last]);
  }
  const others = Object.keys(body).filter((gid) => !seen.has(gid));
  if (others.length === 0) return columns;
  const [first = [], second = [], ...further] = columns;
  return persons.length === 0 ? [others] : [first, [...second, ...others], ...further];
}
