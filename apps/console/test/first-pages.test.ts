import { expect, test } from "vitest";
import { readFirstPages } from "../src/app/first-pages.ts";

const listOf = (size: number) => {
  const asked: (string | undefined)[] = [];
  const fetchPage = async ({ limit, cursor }: { limit: number; cursor?: string }) => {
    asked.push(cursor);
    const from = Number(cursor ?? 0);
    const entries = Array.from({ length: Math.min(limit, size - from) }, (_, i) => from + i);
    return { entries, ...(from + limit < size && { next: String(from + limit) }) };
  };
  return { asked, fetchPage };
};

test("a list is read page after page until it ends", async () => {
  const { asked, fetchPage } = listOf(401);
  const { entries, next } = await readFirstPages(fetchPage);
  expect([entries.length, entries.at(-1), next]).toEqual([401, 400, undefined]);
  expect(asked).toEqual([undefined, "200", "400"]);
});

test("of a very long list the beginning is read, and where it goes on", async () => {
  const { entries, next } = await readFirstPages(listOf(5000).fetchPage);
  expect([entries.length, next]).toEqual([1000, "1000"]);
});
