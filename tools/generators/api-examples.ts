import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Page } from "./page.ts";

/**
 * The examples of the OpenAPI document, as gateways in one process answer them. The world that they run in belongs to the
 * gateway's tests, so it is a program of its own.
 */
export const apiExamples: Page = {
  path: "packages/api/src/examples.generated.json",
  render(root) {
    const program = join(root, "packages/gateway/test/api/examples/main.ts");
    const { status, stdout, stderr } = spawnSync(process.execPath, [...process.execArgv, program], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`the examples of the API cannot be made:\n${stderr}`);
    return stdout;
  },
};
