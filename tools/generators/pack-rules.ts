import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "./page.ts";

/** The list of a pack's rules: bundlers need one, and nobody should have to keep it. */
export const packRulesPages: readonly Page[] = [
  page("validator/src", "CORE_RULES"),
  page("packs/src/led", "LED_RULES"),
  page("packs/src/gdpr", "GDPR_RULES"),
  page("packs/src/uk", "UK_RULES"),
];

function page(pack: string, list: string): Page {
  const folder = `packages/${pack}/rules`;
  return {
    path: `${folder}/index.generated.ts`,
    render(root) {
      const rules = readdirSync(join(root, folder))
        .filter((file) => /^r\d{2}-[a-z0-9-]+\.ts$/.test(file))
        .sort()
        .map((file) => ({ file, rule: file.slice(0, 3) }));
      return [
        "// Made by `npx -y pnpm@12 generate` from the files beside it.",
        'import type { Rule } from "@safepassage/rules";',
        ...rules.map(({ file, rule }) => `import { ${rule} } from "./${file}";`),
        "",
        "/** Rules of the pack. */",
        `export const ${list}: readonly Rule[] = [${rules.map(({ rule }) => rule).join(", ")}];`,
        "",
      ].join("\n");
    },
  };
}
