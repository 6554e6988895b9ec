import { readFileSync } from "node:fs";
import { parseJson } from "@safepassage/core";
import { parseReceiptClaims } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { sizeClassFor } from "../src/sealed/package.ts";

const page = (name: string): string =>
  readFileSync(new URL(`../../../docs/spec/${name}.md`, import.meta.url), "utf8");
const examples = (name: string): string[] =>
  [...page(name).matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = ""]) => text);

describe("the specification", () => {
  it.each(["messages", "receipts", "agreements", "consent"])("has sound JSON in %s", (name) => {
    expect(examples(name).length).toBeGreaterThan(0);
    for (const text of examples(name)) expect(typeof parseJson(text)).toBe("object");
  });

  it("shows a receipt that is one", () => {
    const [text = ""] = examples("receipts");
    expect(parseReceiptClaims(parseJson(text)).kind).toBe("decided");
  });

  it("publishes the size classes that are used, and no other", () => {
    const [, list = ""] = /holds the content: ([\d,\s]+)\./.exec(page("messages")) ?? [];
    const published = list.split(",").map(Number);
    expect(published).toHaveLength(13);
    published.forEach((size, index) => {
      expect(sizeClassFor(size)).toBe(size);
      if (index > 0) expect(sizeClassFor((published[index - 1] ?? 0) + 1)).toBe(size);
    });
    expect(sizeClassFor(1)).toBe(published[0]);
    expect(() => sizeClassFor((published.at(-1) ?? 0) + 1)).toThrow(
      expect.objectContaining({ code: "PACKAGE_TOO_LARGE" }),
    );
  });
});
