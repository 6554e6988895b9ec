import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FOLDER_FAULTS } from "@safepassage/agency/node";
import { GATEWAY_FINDINGS } from "@safepassage/gateway/node";
import { markdownTable, type Page } from "./page.ts";

const PATH = "docs/spec/cli-gateway.md";

/** The table of `docs/spec/cli-gateway.md` that lists what a check may find. */
export const findingsTable: Page = {
  path: PATH,
  render(root) {
    const page = readFileSync(join(root, PATH), "utf8");
    const ofFiles = Object.entries(FOLDER_FAULTS).map(([code, told]) => {
      // Nothing but a person rests on the public half in the folder.
      const level = code === "PUBLIC_KEY_DIFFERS" ? "warning" : "mistake";
      return [code, [level, ...told]] as const;
    });
    const all = [...ofFiles, ...Object.entries(GATEWAY_FINDINGS)];
    const rows = all.map(([code, [level, sentence, fix]]) => [
      `\`${code}\``,
      String(level),
      String(sentence),
      String(fix),
    ]);
    const table = markdownTable(["Code", "Level", "What is wrong", "What to do"], rows);
    const parts = page.split(MARK);
    if (parts.length !== 3) throw new Error(`${PATH} has lost the marks of its table`);
    return [parts[0], `\n\n${table}\n\n`, parts[2]].join(MARK);
  },
};

const MARK = "<!-- made by `npx -y pnpm@12 generate` from the findings -->";
