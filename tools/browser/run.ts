// Runs the suites in Node and in Chromium, and holds the results against each other.
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { launchChromium } from "@safepassage/testing/browser";
import { build } from "esbuild";
import { parse } from "yaml";
import type { Vectors } from "./suite/vectors.ts";
import { runSuites, SUITES } from "./suite.ts";
import { unseal } from "./unseal.ts";

const root = resolve(import.meta.dirname, "../..");
const files = readVectors(join(root, "packages/vectors/data"));
const guide = readVectors(join(root, "docs/guides/evidence"), "guide/");
const vectors = { ...files, ...guide, "signed messages": unseal(files) };
const script = await bundle();
const inNode = toLines(JSON.stringify(runSuites(vectors)));
const { results, requests } = await runInChromium(script, vectors);
const inChromium = toLines(results);

const uncoded = [...inNode].filter(([, line]) => line.includes('"threw":'));
for (const [id, line] of uncoded.slice(0, 20))
  console.error(`${id}: an error without code: ${line}`);
const unlike = [...inNode].filter(([, line]) => line.startsWith('{"unlike":'));
for (const [id, line] of unlike.slice(0, 20))
  console.error(`${id}: not what the vectors say: ${line.slice(0, 500)}`);
const differing = [...new Set([...inNode.keys(), ...inChromium.keys()])].filter(
  (id) => inNode.get(id) !== inChromium.get(id),
);
for (const id of differing.slice(0, 20)) {
  console.error(`${id}\n  Node:     ${inNode.get(id)}\n  Chromium: ${inChromium.get(id)}`);
}
for (const request of requests) console.error(`the page asked the network: ${request}`);
if (uncoded.length + unlike.length + differing.length + requests.length > 0) {
  console.error(
    `${differing.length} cases differ, ${unlike.length} not as the vectors say, ${uncoded.length} errors without code, ${requests.length} requests`,
  );
  process.exit(1);
}
const packages = Object.keys(SUITES).join(", ");
console.log(`${inNode.size} cases of ${packages} equal in Node and Chromium, 0 requests`);

/** Bundles the suites as a browser gets them, from source. */
async function bundle(): Promise<string> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(root, "tools/browser/suite.ts")],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    format: "iife",
    globalName: "suite",
    platform: "browser",
    target: "es2024",
    charset: "utf8",
    conditions: ["@safepassage/source"],
    logLevel: "error",
  });
  // Comparing Node's half with itself would prove nothing.
  const inputs = Object.keys(metafile.inputs);
  if (!inputs.includes("packages/core/src/platform-web.ts")) throw new Error("no browser half");
  const forNode = inputs.filter((path) => /-node\.ts$|^node:/.test(path));
  if (forNode.length > 0) throw new Error(`bundled for a browser: ${forNode.join(", ")}`);
  return outputFiles[0]?.text ?? "";
}

/** Runs the bundle in an empty page, and logs what the page and the browser ask of the network. */
async function runInChromium(
  code: string,
  input: Vectors,
): Promise<{ results: string; requests: string[] }> {
  const requests: string[] = [];
  // Every connection the browser opens, for a page or for itself, ends at this proxy.
  const proxy = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (chunk) => {
      requests.push(chunk.toString("latin1").split("\r\n", 1)[0] ?? "");
      socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
    });
  });
  await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
  const address = proxy.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const browser = await launchChromium([
    `--proxy-server=http://127.0.0.1:${port}`,
    "--proxy-bypass-list=<-loopback>",
  ]);
  try {
    const context = await browser.newContext();
    context.on("request", (request) => requests.push(`${request.method()} ${request.url()}`));
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.setContent("<!doctype html><title>suite</title>");
    await page.addScriptTag({ content: code });
    // As texts both ways: what carries values into a page and out of it walks through each of them.
    const results = await page.evaluate(
      ([run, given]) => new Function("given", run)(given) as string,
      ["return JSON.stringify(suite.runSuites(JSON.parse(given)))", JSON.stringify(input)] as const,
    );
    if (errors.length > 0) throw new Error(errors.join("\n"));
    const asked = [...requests];

    // The log must be able to fill: one request, and both ways of seeing it see it.
    await page.evaluate(() => fetch("http://probe.invalid/").catch(() => undefined));
    if (requests.length - asked.length !== 2) throw new Error("the network log is blind");
    return { results, requests: asked };
  } finally {
    await browser.close();
    proxy.close();
  }
}

function readVectors(folder: string, prefix = ""): Vectors {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [`${prefix}${path.slice(folder.length + 1)}`, readVector(path)];
      }),
  );
}

function readVector(path: string): unknown {
  const text = readFileSync(path, "utf8");
  if (path.endsWith(".json")) return JSON.parse(text);
  // The examples tag what is disclosable; the suites choose that for themselves.
  return path.endsWith(".yml") ? parse(text, { logLevel: "error" }) : text;
}

/** A line for each result. Members stand in the order in which the suites have set them: the same code in both. */
function toLines(results: string): Map<string, string> {
  const parsed = JSON.parse(results) as Record<string, unknown>;
  return new Map(Object.entries(parsed).map(([id, result]) => [id, JSON.stringify(result)]));
}
