import { expect, it } from "vitest";
import { testCommandOf, unpublishedInstallsOf } from "./commands.ts";

it("finds the lines that install a package which no registry has", () => {
  const page = [
    "pnpm add @safepassage/core",
    "npm install --save-dev @safepassage/core",
    "pnpm add @safepassage/core   # not published yet: until then, work in a clone",
    "pnpm add hono",
  ];
  expect(unpublishedInstallsOf(page.join("\n"))).toEqual([1, 2]);
});

it("finds the test command of a README", () => {
  expect(testCommandOf("a\nnpx -y pnpm@12 test     # every check\n")).toBe("npx -y pnpm@12 test");
  expect(testCommandOf("npx -y pnpm@12 test style\n")).toBeUndefined();
});
