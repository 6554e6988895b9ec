import { expect, it, vi } from "vitest";
import { splitRecords } from "./read-input.ts";

it("splits a text of millions of lines into records one after the other", () => {
  const text = `{"a":1}${"\n".repeat(1_000_000)}{"b":2}`;
  const trim = vi.spyOn(String.prototype, "trim");
  try {
    const records = splitRecords("f.jsonl", text);
    expect(records.next().value).toEqual({ text: '{"a":1}', place: "f.jsonl line 1" });
    expect(trim.mock.calls.length).toBeLessThan(10);
  } finally {
    trim.mockRestore();
  }
  expect([...splitRecords("f.jsonl", text)]).toEqual([
    { text: '{"a":1}', place: "f.jsonl line 1" },
    { text: '{"b":2}', place: "f.jsonl line 1000001" },
  ]);
});
