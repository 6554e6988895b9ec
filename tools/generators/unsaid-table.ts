import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UNSAID } from "@safepassage/schema/json-schema";
import { markdownTable, type Page } from "./page.ts";

/** The table of `docs/spec/schema.md` that says what the JSON Schemas leave out. */
export const unsaidTable: Page = {
  path: "docs/spec/schema.md",
  render(root) {
    const page = readFileSync(join(root, "docs/spec/schema.md"), "utf8");
    const rows = UNSAID.map(({ code, text }) => [`\`${code}\``, text]);
    const table = markdownTable(["Refused with", "Rule, and why no keyword says it"], rows);
    const parts = page.split(MARK);
    if (parts.length !== 3) throw new Error("docs/spec/schema.md has lost the marks of its table");
    return [parts[0], `\n\n${table}\n\n`, parts[2]].join(MARK);
  },
};

const MARK = "<!-- made by `npx -y pnpm@12 generate` from UNSAID -->";
