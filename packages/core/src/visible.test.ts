import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visible, visibleLines } from "./visible.ts";

describe("visible", () => {
  it.each([
    ["line ends and tabs", "\r\n\t", "\\u000d\\u000a\\u0009"],
    ["what moves the cursor", "\u001b[2J\u009b1m\u007f\u0008", "\\u001b[2J\\u009b1m\\u007f\\u0008"],
    ["next line", "\u0085", "\\u0085"],
    ["marks of direction", "\u061c\u200e\u200f", "\\u061c\\u200e\\u200f"],
    ["embeddings", "\u202a\u202b\u202c\u202d\u202e", "\\u202a\\u202b\\u202c\\u202d\\u202e"],
    ["isolates", "\u2066\u2067\u2068\u2069", "\\u2066\\u2067\\u2068\\u2069"],
    ["separators of lines and paragraphs", "\u2028\u2029", "\\u2028\\u2029"],
    ["what has no width", "\u200b\u200c\u200d\u2060\ufeff", "\\u200b\\u200c\\u200d\\u2060\\ufeff"],
    ["tags", "\u{e0041}\u{e007f}", "\\udb40\\udc41\\udb40\\udc7f"],
    ["lone surrogates", "\ud800a\udc00", "\\ud800a\\udc00"],
    ["fillers and variation selectors", "\u115f\u3164\ufe0f", "\\u115f\\u3164\\ufe0f"],
    ["soft hyphens", "\u00ad", "\\u00ad"],
    ["private use and noncharacters", "\ue000\uffff", "\\ue000\\uffff"],
  ])("escapes %s", (_, text, escaped) => {
    expect(visible(`a${text}b`)).toBe(`a${escaped}b`);
  });

  it("leaves what is seen as it is", () => {
    const text = "Zażółć gęślą jaźń, Олена, አማርኛ, 王, نور, e\u0301 \\u202e 😀";
    expect(visible(text)).toBe(text);
  });

  it("leaves the ends of lines of a text of several lines", () => {
    expect(visibleLines("a\u202e\nb\r\n")).toBe("a\\u202e\nb\\u000d\n");
  });

  it("changes no value that JSON says", () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: "binary", noUnicodeString: false }), (text) => {
        const shown = visible(text);
        expect(JSON.parse(shown)).toEqual(JSON.parse(text));
        expect(visible(shown)).toBe(shown);
        expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
