import { describe, expect, test, vi } from "vitest";
import { createMemoryIo } from "../../test/memory-io.ts";
import { createVisibleIo } from "../io/visible-io.ts";
import { readEvidenceFiles } from "./read-evidence.ts";

/** More than a call takes arguments. */
const MANY = 200_000;

const ioWith = (text: string, name: string) =>
  createVisibleIo(createMemoryIo(new Map([[name, text]]), new Date(0)));

describe("a file with more words or lines than it could have receipts", () => {
  test("is refused, if it is named and has words", async () => {
    const io = ioWith("a ".repeat(MANY), "words.txt");
    await expect(readEvidenceFiles(io, ["words.txt"])).rejects.toMatchObject({
      code: "CLI_NOTHING_TO_VERIFY",
    });
  });

  test("cannot be read, if it lies in a folder", async () => {
    const io = ioWith("eyJ ".repeat(MANY), "folder/words.txt");
    const { leftOut, receipts } = await readEvidenceFiles(io, ["folder"]);
    expect([leftOut, receipts]).toEqual([
      [{ place: "folder/words.txt", why: "unreadable", folder: "folder" }],
      [],
    ]);
  });

  test.each([
    ["lines", `{"receipts":["a.b.c"]}\n${"{}\n".repeat(MANY)}`],
    ["things in a line", `[{"receipts":["a.b.c"]}${",1".repeat(60_000)}]\n`.repeat(2)],
    ["receipts of messages", `{"jwt":"a.b.c","receipts":[""${',""'.repeat(60_000)}]}\n`.repeat(2)],
  ])(
    "has too many %s: it is refused if it is named, and cannot be read in a folder",
    async (_, text) => {
      await expect(readEvidenceFiles(ioWith(text, "f.jsonl"), ["f.jsonl"])).rejects.toMatchObject({
        code: "CLI_NOTHING_TO_VERIFY",
      });
      const read = await readEvidenceFiles(ioWith(text, "folder/f.jsonl"), ["folder"]);
      expect([read.leftOut, read.receipts, read.messages]).toEqual([
        [{ place: "folder/f.jsonl", why: "unreadable", folder: "folder" }],
        [],
        [],
      ]);
    },
  );

  test("has each of its lines told, if they are not too many", async () => {
    const io = ioWith(`{"receipts":["a.b.c"]}\n${"{}\n".repeat(60_000)}`, "lines.jsonl");
    const { leftOut, receipts } = await readEvidenceFiles(io, ["lines.jsonl"]);
    expect([leftOut.length, receipts.length]).toEqual([60_000, 1]);
  });
});

test("the type of each word is read once", async () => {
  const parse = vi.spyOn(JSON, "parse");
  try {
    const io = ioWith("eyJhIjoxfQ.b.c ".repeat(50), "words.txt");
    const { receipts } = await readEvidenceFiles(io, ["words.txt"]);
    expect(receipts).toHaveLength(50);
    expect(parse.mock.calls.length).toBeLessThan(60);
  } finally {
    parse.mockRestore();
  }
});
