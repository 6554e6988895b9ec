import { readFileSync } from "node:fs";
import { join } from "node:path";
import { markdownTable, type Page } from "./page.ts";

/** The table of the corpus that says which codes its lines do not show, and why. */
export const corpusCodes: Page = {
  path: "packages/vectors/data/corpus/README.md",
  render(root) {
    const folder = join(root, "packages/vectors/data/corpus");
    const page = readFileSync(join(folder, "README.md"), "utf8");
    const { withoutLine, neverAlone } = JSON.parse(
      readFileSync(join(folder, "codes.json"), "utf8"),
    ) as Unshown;
    const rows = [
      ...withoutLine.map(({ code, why }) => [`\`${code}\``, "no line", why]),
      ...neverAlone.map(({ code, beside, why }) => [
        `\`${code}\``,
        `with ${beside.join(", ")}`,
        why,
      ]),
    ];
    const parts = page.split(MARK);
    if (parts.length !== 3)
      throw new Error("the README of the corpus has lost the marks of its table");
    const table = markdownTable(["Code", "Has", "Why"], rows);
    return [parts[0], `\n\n${table}\n\n`, parts[2]].join(MARK);
  },
};

/** Shape of `codes.json`. */
interface Unshown {
  readonly withoutLine: readonly { readonly code: string; readonly why: string }[];
  readonly neverAlone: readonly {
    readonly code: string;
    readonly beside: readonly string[];
    readonly why: string;
  }[];
}

const MARK = "<!-- made by `npx -y pnpm@12 generate` from codes.json -->";
