import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { leadOf, markdownTable, type Page, titleOf } from "./page.ts";

/** `docs/spec/README.md`: the pages of the specification, each with its first sentence. */
export const specIndexPage: Page = {
  path: "docs/spec/README.md",
  render(root) {
    const folder = join(root, "docs/spec");
    const rows = readdirSync(folder)
      .filter((name) => name.endsWith(".md") && name !== "README.md")
      .sort()
      .map((name) => {
        const text = readFileSync(join(folder, name), "utf8");
        const lead = leadOf(text);
        const first = /^.*?[.:](?=\s|$)/.exec(lead)?.[0] ?? lead;
        return [`[${titleOf(text)}](${name})`, first.replace(/:$/, ".")];
      });
    return `${INTRODUCTION}\n${markdownTable(["Page", "Says"], rows)}\n`;
  },
};

const INTRODUCTION = `# Specification

The specification says what two implementations must agree on. Each page shows an example before it defines
anything. The words MUST, MUST NOT, SHOULD and MAY, in capitals, are those of BCP 14 (RFC 2119, RFC 8174).
The [glossary](glossary.md) has words with a meaning of their own. The [guides](../guides/README.md) say how to
do one thing, step by step.

This page is made by \`npx -y pnpm@12 generate\`.
`;
