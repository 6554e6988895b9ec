import { expect, it } from "vitest";
import { actsFile } from "../../src/pages/oversight/acts-file.ts";
import { type ActEntry, readActs } from "../../src/pages/oversight/read-acts.ts";

const words = {
  ...{ title: "Record of acts", readAt: "Read at (UTC)", readBy: "Read by", all: "All" },
  ...{ narrowed: "Narrowed to", entries: "Entries", isPart: "Older ones are not here." },
  ...{ marked: "An apostrophe is not of the value.", meaning: "What" },
  act: () => 'Read "it"',
};
const of = { entity: "https://ngo-b.test", reader: "ines", words };
const at = "2026-12-01T10:00:00Z";
const read: ActEntry = {
  ...{ act: "contentRead", at: "2026-11-24T09:02:00Z", code: "CASE_WORK" },
  ...{ ref: "-G9fRzLm2mC2n2jW4zq5oYw1u0yF5n0l6Wc9mC3kZ8A", officer: "=1+cmd|'/c'!A0" },
};

it("a file of acts says whose they are, when they were read and what they are narrowed to, and holds no formula", () => {
  const asked = { act: "contentRead", since: "2026-11-01T00:00:00Z" } as const;
  const file = actsFile({
    ...{ ...of, asked, locale: "en" },
    read: { entries: [read], at, isWhole: true },
  });
  expect(file.name).toBe("acts-20261201T100000Z.csv");
  expect(file.type).toBe("text/csv;charset=utf-8");
  expect(file.text).toBe(
    `\ufeff${[
      '"Record of acts","https://ngo-b.test"',
      '"Read at (UTC)","2026-12-01T10:00:00Z"',
      '"Read by","ines"',
      '"Narrowed to","act: contentRead; since: 2026-11-01T00:00:00Z"',
      '"Entries","1"',
      '"An apostrophe is not of the value."',
      "",
      '"at (UTC)","officer","role","act","code","ref","What"',
      `"2026-11-24T09:02:00Z","'=1+cmd|'/c'!A0","","contentRead","CASE_WORK","'${read.ref}","Read ""it"""`,
      "",
    ].join("\r\n")}`,
  );
});

it("a file says that it is cut, and has what spreadsheets of its language take between cells", () => {
  const { text } = actsFile({
    ...{ ...of, reader: undefined, asked: {}, locale: "fr" },
    read: { entries: [], at, isWhole: false },
  });
  expect(text).toContain('"Narrowed to";"All"\r\n"Entries";"0";"Older ones are not here."\r\n');
  expect(text).not.toContain("Read by");
});

it("all pages are read, also empty ones; reading ends when its reader has gone, and at a bound", async () => {
  const pages = [[read], [], [read, read]];
  const fetchPage = async (_: object, { cursor = "0" }: { cursor?: string }) => {
    const next = Number(cursor) + 1;
    return { entries: pages[Number(cursor)] ?? [], ...(next < 3 && { next: String(next) }) };
  };
  const counts: number[] = [];
  const all = await readActs({}, (count) => counts.push(count) > 0, fetchPage);
  expect([all.entries.length, all.isWhole, counts]).toEqual([3, true, [1, 1]]);
  const left = await readActs({}, () => false, fetchPage);
  expect([left.entries.length, left.isWhole]).toEqual([1, false]);
  const endless = await readActs(
    {},
    () => true,
    async () => ({ entries: [read], next: "x" }),
  );
  expect([endless.entries.length, endless.isWhole]).toEqual([250, false]);
});
