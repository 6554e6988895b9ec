import { expect, test } from "vitest";
import { readLines } from "../read/read-lines.ts";
import { gather } from "./gather.ts";

test("gathers what comes in pieces, gives it away, and begins anew", () => {
  const all = gather(8);
  for (const part of [[1], [], [2, 3], [4, 5, 6, 7, 8]]) all.add(Uint8Array.from(part));
  expect(all.size).toBe(8);
  const first = all.take();
  all.add(Uint8Array.of(9));
  expect(first).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
  expect(all.take()).toEqual(Uint8Array.of(9));
  expect(all.take()).toEqual(Uint8Array.of());
});

test("keeps nothing of what is too large, and says how much came", () => {
  const all = gather(2);
  for (let octet = 0; octet < 5; octet++) all.add(Uint8Array.of(octet));
  expect(all.size).toBe(5);
  expect(all.take()).toBeUndefined();
  expect(all.size).toBe(0);
});

test("lines of one piece stay as they are, though the last goes on in the next", async () => {
  const pieces = ["a", "b\nc\nd", "e\nf"].map((text) => Buffer.from(text));
  const seen: string[][] = [];
  for await (const lines of readLines(piecesOf(pieces), false)) {
    seen.push(lines.map(({ octets }) => Buffer.from(octets ?? []).toString()));
  }
  expect(seen).toEqual([["ab", "c"], ["de"], ["f"]]);
});

async function* piecesOf(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
