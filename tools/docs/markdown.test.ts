import { describe, expect, it } from "vitest";
import { anchorsOf, codeBlocksOf, hasMadePart, linksOf, wordsOf } from "./markdown.ts";

const FENCED = ["# A `code` heading, twice", "```ts", "const a = 1; // [no](link)", "# no", "```"];

describe("anchorsOf", () => {
  it("names headings as GitHub does, and numbers those that repeat", () => {
    const page = [...FENCED, "## Canonical JSON", "## Canonical JSON", '<a id="own"></a>'];
    expect([...anchorsOf(page.join("\n"))]).toEqual([
      "a-code-heading-twice",
      "canonical-json",
      "canonical-json-1",
      "own",
    ]);
  });
});

describe("linksOf", () => {
  it("finds links and images with their lines, and none inside code", () => {
    const page = [...FENCED, "[a](b.md#c) `[x](y)` ![i](<d.svg>)", '[t](e.md "title")'];
    expect(linksOf(page.join("\n"))).toEqual([
      { target: "b.md#c", line: 6 },
      { target: "d.svg", line: 6 },
      { target: "e.md", line: 7 },
    ]);
  });
});

describe("codeBlocksOf", () => {
  it("takes blocks of the language asked for", () => {
    const page = [...FENCED, "~~~json", "{}", "~~~"];
    expect(codeBlocksOf(page.join("\n"), "ts")).toEqual([
      { code: "const a = 1; // [no](link)\n# no", line: 3 },
    ]);
    expect(codeBlocksOf(page.join("\n"), "json")).toEqual([{ code: "{}", line: 7 }]);
  });

  it("keeps a shorter fence inside a longer one", () => {
    expect(codeBlocksOf("````md\n```ts\nx\n```\n````", "ts")).toEqual([]);
  });
});

describe("wordsOf", () => {
  const MARK = "<!-- made by `generate` from a table -->";

  it("counts neither code, nor what is made, nor bars of tables", () => {
    const page = [
      ...FENCED,
      "| one | two |",
      "| --- | --- |",
      MARK,
      "| not counted |",
      MARK,
      "three – 4",
    ];
    expect(wordsOf(page.join("\n"))).toBe(8);
  });

  it("tells a page with a made part from one without", () => {
    expect(hasMadePart(`text\n${MARK}\ntable\n${MARK}`)).toBe(true);
    expect(hasMadePart(`text\n\`\`\`md\n${MARK}\n\`\`\``)).toBe(false);
  });
});
