import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "./page.ts";

/** The list of the validator's rules: bundlers need one, and nobody should have to keep it. */
export const validatorRulesPage: Page = {
  path: "packages/validator/src/rules/index.generated.ts",
  render(root) {
    const rules = readdirSync(join(root, "packages/validator/src/rules"))
      .filter((name) => /^r\d{2}-[a-z0-9-]+\.ts$/.test(name))
      .sort()
      .map((file) => ({ file, name: file.slice(0, 3) }));
    return [
      "// Made by `npx -y pnpm@12 generate` from the files beside it.",
      'import type { Rule } from "../rule.ts";',
      ...rules.map(({ file, name }) => `import { ${name} } from "./${file}";`),
      "",
      "/** Rules of the catalogue that this version evaluates. */",
      `export const IMPLEMENTED_RULES: readonly Rule[] = [${rules.map(({ name }) => name).join(", ")}];`,
      "",
    ].join("\n");
  },
};
