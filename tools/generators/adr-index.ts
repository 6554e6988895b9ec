import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { markdownTable, type Page, titleOf } from "./page.ts";

/** `docs/adr/README.md`: the decisions, with their status. */
export const adrIndexPage: Page = {
  path: "docs/adr/README.md",
  render(root) {
    const folder = join(root, "docs/adr");
    const rows = readdirSync(folder)
      .filter((name) => /^\d{4}-.+\.md$/.test(name))
      .sort()
      .map((name) => {
        const text = readFileSync(join(folder, name), "utf8");
        const [number = "", title = ""] = titleOf(text).split(/: (.*)/);
        const status = /^- Status: (.+)$/m.exec(text)?.[1];
        if (number !== name.slice(0, 4)) throw new Error(`${name} is titled ${number}`);
        if (status === undefined) throw new Error(`${name} has no status`);
        return [`[${number}](${name})`, title, status];
      });
    return `${INTRODUCTION}\n${markdownTable(["Number", "Decision", "Status"], rows)}\n`;
  },
};

const INTRODUCTION = `# Decisions

A decision that somebody may want to undo has a page here. It says what the situation was, what was decided,
what follows, what was not chosen, and what would change our mind.

This page is made by \`npx -y pnpm@12 generate\`.
`;
