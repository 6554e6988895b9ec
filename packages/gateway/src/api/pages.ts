import type { Cursors } from "./cursor.ts";

/** Reads and writes the cursors of a list whose rows have places. */
export function pages(
  cursors: Cursors,
  list: string,
  {
    cursor: _,
    limit: __,
    ...filters
  }: { readonly cursor?: string | undefined; readonly limit?: number | undefined },
) {
  return {
    from: (cursor: string | undefined): number | undefined =>
      cursor === undefined ? undefined : Number(cursors.read(list, filters, cursor)),
    of: <Entry>(entries: readonly Entry[], next: number | undefined) => ({
      entries,
      ...(next !== undefined && { next: cursors.write(list, filters, String(next)) }),
    }),
  };
}
