import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { afterAll, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const copy = mkdtempSync(join(tmpdir(), "safepassage-generate-"));
afterAll(() => rmSync(copy, { recursive: true }));

it("makes everything in one run after a rule was added as the guide says", () => {
  for (const folder of ["packages", "testing", "tools", "docs"]) {
    const filter = (path: string) => basename(path) !== "dist" && basename(path) !== ".turbo";
    const links = { recursive: true, verbatimSymlinks: true };
    cpSync(join(ROOT, folder), join(copy, folder), { ...links, filter });
  }
  for (const name of ["package.json", "node_modules"])
    symlinkSync(join(ROOT, name), join(copy, name));

  const guide = readFileSync(join(copy, "docs/guides/add-a-rule.md"), "utf8");
  const rule = /```ts\n(import [^`]+)```/.exec(guide)?.[1] ?? "";
  const [, path = ""] = /`(packages\/validator\/src\/rules\/r49-[^`]+)`/.exec(guide) ?? [];
  const index = join(copy, "packages/validator/src/rules/index.generated.ts");
  const listed = readFileSync(index, "utf8").split("\n");
  writeFileSync(index, listed.filter((line) => !line.includes("r49")).join("\n"));
  writeFileSync(join(copy, path), rule);

  expect(generate("--check")).toMatchObject({ status: 1 });
  expect(generate()).toMatchObject({ status: 0, stderr: "" });
  expect(generate("--check")).toMatchObject({ status: 0, stderr: "" });
  const page = readFileSync(join(copy, "docs/spec/rules.md"), "utf8");
  expect(page.split("\n").find((line) => line.startsWith("| R49"))).toContain("the message alone");
});

function generate(...options: readonly string[]) {
  const script = join(copy, "tools/generate.ts");
  return spawnSync(process.execPath, ["--conditions=@safepassage/source", script, ...options], {
    encoding: "utf8",
    // Without Python: the corpus is made and compared by a step of its own.
    env: { NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"], PATH: "" },
  });
}
