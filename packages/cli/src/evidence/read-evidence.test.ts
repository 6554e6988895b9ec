import { describe, expect, test } from "vitest";
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

  test("has each of its lines told, if one of them is evidence", async () => {
    const io = ioWith(`{"receipts":["a.b.c"]}\n${"{}\n".repeat(MANY)}`, "lines.jsonl");
    const { leftOut, receipts } = await readEvidenceFiles(io, ["lines.jsonl"]);
    expect([leftOut.length, receipts.length]).toEqual([MANY, 1]);
  });
});
