import { fstatSync, readSync } from "node:fs";

/** A row of two texts, a name and a count, that is written anew with each transaction that counts. */
export interface CountedIn {
  /** A table of such rows alone. */
  readonly table: string;
  readonly name: string;
}

/**
 * Reads from the file of a database alone, without its log, how many transactions it has kept. The pages are read as they lie on
 * the disk: a second connection would drop this process's locks on the file when it is closed.
 *
 * @param file - The open file.
 * @param root - The page where the table of marks begins.
 * @returns `undefined` if it says nothing: it has another form, or is being written.
 * @see https://www.sqlite.org/fileformat2.html#b_tree_pages
 */
export function readKeptCommits(
  file: number,
  { root, pageSize, name }: CountPlace,
): number | undefined {
  try {
    const pages = Math.floor(fstatSync(file).size / pageSize);
    const found = [...valuesIn(file, { root, pageSize, name }, Math.min(pages, MOST_PAGES))];
    // A page that a checkpoint has not written yet may hold an earlier one.
    return found.length === 0 ? undefined : Math.max(...found);
  } catch {
    return undefined;
  }
}

/** Where the table of a count lies in the file. It stays there for good. */
export interface CountPlace {
  readonly root: number;
  readonly pageSize: number;
  readonly name: string;
}

/** The values of a name, in all pages of the table. */
function* valuesIn(
  file: number,
  { root, pageSize, name }: CountPlace,
  most: number,
): Generator<number> {
  const waiting = [root];
  for (let looked = 0; looked < most; looked++) {
    const number = waiting.pop();
    if (number === undefined) return;
    const page = Buffer.alloc(pageSize);
    if (readSync(file, page, 0, pageSize, (number - 1) * pageSize) < pageSize) continue;
    const isInner = page[0] === INNER;
    if (!isInner && page[0] !== LEAF) continue;
    if (isInner) waiting.push(page.readUInt32BE(8));
    const cells = page.readUInt16BE(3);
    for (let cell = 0; cell < cells; cell++) {
      const at = page.readUInt16BE((isInner ? 12 : 8) + 2 * cell);
      if (isInner) waiting.push(page.readUInt32BE(at));
      const value = numberIn(page, at + (isInner ? 4 : 0), name);
      if (value !== undefined) yield value;
    }
  }
}

/** The value of a row of two texts, name and number, if it has that name. */
function numberIn(page: Buffer, at: number, name: string): number | undefined {
  const [, headAt] = varint(page, at);
  const [headSize, firstAt] = varint(page, headAt);
  const [first, secondAt] = varint(page, firstAt);
  const [second] = varint(page, secondAt);
  const nameAt = headAt + headSize;
  const valueAt = nameAt + textSize(first);
  if (page.toString("latin1", nameAt, valueAt) !== name) return undefined;
  const value = page.toString("latin1", valueAt, valueAt + textSize(second));
  return /^\d{1,16}$/.test(value) ? Number(value) : undefined;
}

/** Octets of a text, by its type in a record. */
const textSize = (type: number): number => Math.max(0, (type - 13) / 2);

/** A number of SQLite, and where the next octet is. Nothing here takes more than three octets. */
function varint(page: Buffer, at: number): readonly [number, number] {
  let value = 0;
  for (let place = at; place < at + 3; place++) {
    const octet = page[place] ?? 0;
    value = value * 128 + (octet & 0x7f);
    if (octet < 0x80) return [value, place + 1];
  }
  return [0, at + 3];
}

const INNER = 0x02;
const LEAF = 0x0a;
/** Far more than the marks of a gateway take. */
const MOST_PAGES = 64;
