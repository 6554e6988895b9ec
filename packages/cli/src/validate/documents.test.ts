import { ProtocolError } from "@safepassage/core";
import { describe, expect, it } from "vitest";
import { createMemoryIo } from "../../test/memory-io.ts";
import { createVisibleIo } from "../io/visible-io.ts";
import { readDocuments } from "./documents.ts";

const memoryIo = () => createVisibleIo(createMemoryIo(new Map(), new Date(0)));
const LIMIT = 4 * 1_048_576;

describe("the messages of a file", () => {
  it.each([
    ["one value", '{"a":1}'],
    ["one value and line ends", '\r\n{"a":1}\n\n'],
    ["one value over several lines", '{\n  "a": 1\n}\n'],
  ])("are one without a line for %s", async (_, text) => {
    expect(await read("file.json", text)).toEqual([{ json: { a: 1 } }]);
  });

  it("are one a line, with the line's number, where the first line is a value", async () => {
    const text = '{"a":1}\n\n{"a":2}\r\nnot JSON\n{"a":3}';
    const expected = [
      { line: 1, json: { a: 1 } },
      { line: 3, json: { a: 2 } },
      { line: 4, code: "JSON_MALFORMED" },
      { line: 5, json: { a: 3 } },
    ];
    expect(await read("file.json", text)).toEqual(expected);
    expect(await read("-", text)).toEqual(expected);
  });

  it("are one a line where the name says so, whatever the first line is", async () => {
    expect(await read("file.jsonl", 'broken\n{"a":2}\n')).toEqual([
      { line: 1, code: "JSON_MALFORMED" },
      { line: 2, json: { a: 2 } },
    ]);
    expect(await read("file.ndjson", '{"a":1}')).toEqual([{ line: 1, json: { a: 1 } }]);
    expect(await read("file.json", 'broken\n{"a":2}\n')).toEqual([{ code: "JSON_MALFORMED" }]);
  });

  it.each([
    ["a text", '{\n"a":"one\ntwo"}'],
    ["a number", "[\n1\n2]"],
    ["a word", "[\ntr\nue]"],
    ["an escape", '{\n"a":"\\\nn"}'],
  ])("are none where %s goes on in the next line", async (_, text) => {
    expect(await read("file.json", text)).toEqual([{ code: "JSON_MALFORMED" }]);
    expect(await read("file.json", text, 3)).toEqual([{ code: "JSON_MALFORMED" }]);
  });

  it("are none in an empty file by lines, and one that is no JSON in another", async () => {
    expect(await read("file.jsonl", "\n \n")).toEqual([]);
    expect(await read("file.json", "\n \n")).toEqual([{ code: "JSON_MALFORMED" }]);
  });

  it.each([[1], [2], [3], [7], [1_000]])("are the same in pieces of %i octets", async (size) => {
    const text = '{"é":"\u{1f600}"}\n\n{"a":2}\n{"a":3}';
    expect(await read("file.json", text, size)).toEqual(await read("file.json", text, 10_000));
    const whole = '{\n"é": "\u{1f600}"\n}';
    expect(await read("file.json", whole, size)).toEqual([{ json: { é: "\u{1f600}" } }]);
  });

  it("are refused where one is too long, and those of other lines are not", async () => {
    const long = `{"a":"${"x".repeat(LIMIT)}"}`;
    expect(await read("file.json", long)).toEqual([{ code: "CLI_FILE_TOO_LARGE" }]);
    expect(await read("file.json", long.replace(",", "\n"))).toEqual([
      { code: "CLI_FILE_TOO_LARGE" },
    ]);
    expect(await read("file.jsonl", `{"a":1}\n${long}\n{"a":3}`)).toEqual([
      { line: 1, json: { a: 1 } },
      { line: 2, code: "CLI_FILE_TOO_LARGE" },
      { line: 3, json: { a: 3 } },
    ]);
  });

  it("are refused where many lines make one value that is too long", async () => {
    const lines = `[\n${"1,\n".repeat(LIMIT / 3)}1]`;
    expect(await read("file.json", lines)).toEqual([{ code: "CLI_FILE_TOO_LARGE" }]);
  });

  it("are taken to the limit", async () => {
    const text = `{"a":"${"x".repeat(LIMIT - 8)}"}`;
    expect(await read("file.jsonl", text)).toMatchObject([{ line: 1, json: {} }]);
    expect(await read("file.jsonl", `${text} `)).toEqual([{ line: 1, code: "CLI_FILE_TOO_LARGE" }]);
  });

  it("are read no further than to what is too long", async () => {
    let pieces = 0;
    async function* endless() {
      for (;;) {
        pieces++;
        yield new Uint8Array(65_536);
      }
    }
    const io = { ...memoryIo(), readPieces: endless };
    await expect(readDocuments(io, "/dev/zero").next()).rejects.toMatchObject({
      code: "CLI_FILE_TOO_LARGE",
    });
    expect(pieces).toBeLessThanOrEqual(LIMIT / 65_536 + 1);
  });

  it("that begin with a byte order mark or are no UTF-8 are refused", async () => {
    expect(await read("file.jsonl", '\ufeff{"a":1}')).toEqual([
      { line: 1, code: "CLI_FILE_MARKED" },
    ]);
    const io = memoryIo();
    async function* octets() {
      yield new Uint8Array([0x22, 0xff, 0x22]);
    }
    const [[document] = []] = await all(readDocuments({ ...io, readPieces: octets }, "file.json"));
    expect(() => document?.read()).toThrow(expect.objectContaining({ code: "JSON_BAD_TEXT" }));
  });
});

/** Reads a file: its values, or the code of the refusal. */
async function read(path: string, text: string, size = 65_536): Promise<readonly unknown[]> {
  const octets = new TextEncoder().encode(text);
  // Each piece comes in the memory of the one before, as those of a file do.
  const memory = Buffer.alloc(size);
  async function* readPieces() {
    for (let at = 0; at < octets.length; at += size) {
      const piece = octets.subarray(at, at + size);
      memory.fill(0).set(piece);
      yield memory.subarray(0, piece.length);
    }
  }
  const io = { ...memoryIo(), readPieces };
  const seen: unknown[] = [];
  try {
    for await (const documents of readDocuments(io, path)) {
      for (const { line, read: readValue } of documents) {
        const place = line === undefined ? {} : { line };
        try {
          seen.push({ ...place, json: readValue() });
        } catch (error) {
          seen.push({ ...place, code: codeOf(error) });
        }
      }
    }
  } catch (error) {
    seen.push({ code: codeOf(error) });
  }
  return seen;
}

function codeOf(error: unknown): string {
  if (error instanceof ProtocolError) return error.code;
  throw error;
}

async function all<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
