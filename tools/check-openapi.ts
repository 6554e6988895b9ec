// Holds the OpenAPI document of the local API, with its examples, against the rules of OpenAPI as Redocly has them.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { describeApi, OPERATIONS } from "@safepassage/api";
import { STATUS } from "@safepassage/gateway";

const root = resolve(import.meta.dirname, "..");
const file = join(root, ".cache/openapi.json");
const document = await describeApi((code) => STATUS[code as keyof typeof STATUS], "0.1.0");
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, JSON.stringify(document, undefined, 2));

const program = createRequire(import.meta.url).resolve("@redocly/cli/bin/cli.js");
const config = join(import.meta.dirname, "redocly.yaml");
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  [program, "lint", "--config", config, file],
  {
    encoding: "utf8",
    env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
  },
);
if (status !== 0) {
  console.error(`${stdout}${stderr}`);
  console.error("hint: operations and types are in packages/api/src; generate makes the examples.");
  process.exit(1);
}
console.log(`${Object.keys(OPERATIONS).length} operations of the local API, with their examples`);
