import { readErrorTables } from "./error-tables.ts";
import { markdownTable, type Page } from "./page.ts";

/** `docs/spec/errors.md`: every code, whose fault it is, and what to do about it. */
export const errorsPage: Page = {
  path: "docs/spec/errors.md",
  async render(root) {
    const tables = await readErrorTables(root);
    const sections = tables.map(({ package: name, entries }) => {
      const rows = Object.entries(entries).map(
        ([code, { fault, title, hint, spec, check = "" }]) => [
          `\`${code}\``,
          fault,
          `${title}.`,
          hint,
          `[${spec}](${spec.replace("#", ".md#")})`,
          check,
        ],
      );
      return `## ${name}\n\n${markdownTable(HEAD, rows)}\n`;
    });
    return `${INTRODUCTION}\n${sections.join("\n")}`;
  },
};

const HEAD = ["Code", "Fault", "What happened", "What to do", "Section", "Check"];

const INTRODUCTION = `# Errors

Every refusal has a code that stays the same from version to version. The tables say whose fault it is,
what happened, and what to do. A program branches on the code and never on the wording. No wording ever
holds a value from a record.

The fault says who must change something before another attempt can succeed:

- \`caller\`: the program or person that made the input;
- \`peer\`: the other agency, which broke the protocol;
- \`self\`: this node; the same request may succeed later.

If a [structural check](messages.md#structural-checks) fails with the code, the last column names it.

This page is made from the tables in the code by \`npx -y pnpm@12 generate\`.
`;
