import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { createMemoryIo } from "../../test/memory-io.ts";
import { createVisibleIo } from "../io/visible-io.ts";
import { readLines } from "../read/read-lines.ts";
import { readDocuments } from "./documents.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
// Not for the tests that share this process.
setFlagsFromString("--no-expose-gc");

const OCTETS = 400_000;
/** An object of its own for a piece, or for a line, takes a hundred octets and more. */
const MOST = OCTETS * 20;

test("a line that comes octet by octet takes its octets, and not an object for each", async () => {
  const held = watched(Array(OCTETS).fill(Uint8Array.of(0x61)));
  const lines = await allOf(readLines(held.pieces(), true));
  expect(lines.map(({ octets }) => octets?.length)).toEqual([OCTETS]);
  expect(held.grown()).toBeLessThan(MOST);
});

test("one value over many short lines takes its octets, and not an object for each line", async () => {
  const piece = Buffer.from(",\n".repeat(1000));
  const held = watched([Buffer.from("[\n"), ...Array(OCTETS / piece.length).fill(piece)]);
  const io = createVisibleIo(createMemoryIo(new Map(), new Date(0)));
  const read = readDocuments({ ...io, readPieces: held.pieces }, "file.json");
  const documents = await allOf(read);
  expect(documents.map(({ size }) => size)).toEqual([OCTETS + 2]);
  expect(held.grown()).toBeLessThan(MOST);
});

/** Pieces of a file, and by how many octets more is held when the last was read than before the first. */
function watched(all: readonly Uint8Array[]) {
  const held = (): number => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  let grown = Number.NaN;
  return {
    grown: () => grown,
    async *pieces(): AsyncGenerator<Uint8Array> {
      const before = held();
      yield* all;
      grown = held() - before;
    },
  };
}

async function allOf<T>(batches: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}
