import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { EXIT, run } from "../src/index.ts";
import { createVisibleIo } from "../src/io/visible-io.ts";
import { createProgram } from "../src/program.ts";
import { createExampleFiles } from "./example-files.ts";
import { examplesOf, examplesOfPage, type Ran, runExample, runGatewayExample } from "./examples.ts";
import { manyPorts } from "./many-ports.ts";
import { createMemoryIo } from "./memory-io.ts";
import { type CommandHost, openCommandHost } from "./open-command-host.ts";
import { type Example, NO_NETWORK } from "./shell.ts";

// Some lines are processes of their own, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const ROOT = resolve(import.meta.dirname, "../../..");
const commands = pathsOf(createProgram(createVisibleIo(emptyIo()), () => {}));
const helps = new Map<string, string>();
for (const command of commands) helps.set(command, await helpOf(command));

let files: ReadonlyMap<string, string>;
/** How each example ended: a command and its subcommand show some alike. */
const done = new Map<Example, Ran>();
/** Below the ports that the system gives away. */
let nextPort = 0;
let host: CommandHost;
let gatewayHost: CommandHost;
beforeAll(async () => {
  host = openCommandHost();
  gatewayHost = openCommandHost({ hasNetwork: true });
  files = await createExampleFiles();
  nextPort = await manyPorts();
});
afterAll(() => {
  host.close();
  gatewayHost.close();
});

describe.each(commands)("the help of %s", (command) => {
  const help = helps.get(command) ?? "";

  it("has an example of that command, and says that there is --json", () => {
    const lines = examplesOf(help).flatMap((example) => example.split("\n"));
    expect(lines.filter((line) => `${line} `.startsWith(`${command} `))).not.toEqual([]);
    expect(help).toMatch(/ --json /);
  });

  it.each(examplesOf(help))("has an example that runs as it is printed: %s", expectToRun);
});

describe.each([
  "docs/spec/cli.md",
  "docs/spec/cli-evidence.md",
  "docs/spec/cli-exchange.md",
  "docs/spec/cli-gateway.md",

  "docs/spec/cli-sd-jwt.md",
  "packages/cli/README.md",
])("the page %s", (page) => {
  const examples = examplesOfPage(readFileSync(resolve(ROOT, page), "utf8"));

  it("shows the command at work", () => {
    expect(examples).not.toEqual([]);
  });

  it.each(examples)("has an example that runs as it is printed: %s", expectToRun);
});

describe("a test of examples", () => {
  it("fails for an example that is refused, that is wrong, or whose first line fails", async () => {
    const examples: readonly Example[] = [
      "safepassage issue draft.json --key ngo-b.key --to ngo-c.epochs --agreement agr.json --registry registry.json --out m.jwe",
      "safepassage keys generate --algorithm ES256 --out a.key",
      "safepassage keys public draft.json\nsafepassage keys --help",
    ];
    const ran = [];
    for (const example of examples) ran.push((await runExample(example, files, host)).status);
    expect(ran).toEqual([1, 2, 1]);
    await expect(runExample("safepassage validate unknown.json", files, host)).rejects.toThrow(
      /unknown\.json/,
    );
  });
});

describe("the shell of the examples", () => {
  it.each([
    'await fetch("http://127.0.0.1:1234/")',
    'await fetch("http://example.test/")',
    'new WebSocket("ws://127.0.0.1:1234/")',
    '(await import("node:net")).connect(9, "127.0.0.1")',
    '(await import("node:tls")).connect(9, "127.0.0.1")',
    '(await import("node:dns")).resolve4("example.test", () => {})',
    '(await import("node:dns/promises")).lookup("example.test")',
    '(await import("node:dgram")).createSocket("udp4").send("a", 9, "127.0.0.1")',
    '(await import("node:http")).createServer().listen(0, "127.0.0.1")',
  ])("ends what asks for a network: %s", (code) => {
    const args = ["--import", NO_NETWORK, "--input-type=module", "-e", code];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect({ status, stderr }).toEqual({
      status: 70,
      stderr: expect.stringContaining("asked for the network"),
    });
  });
});

async function expectToRun(example: Example): Promise<void> {
  const ran = done.get(example) ?? (await runWhole(example));
  done.set(example, ran);
  expect(ran).toEqual({ status: 0, output: expect.any(String) });
}

function runWhole(example: Example): Promise<Ran> {
  if (!example.includes("safepassage gateway ")) return runExample(example, files, host);
  // Apart for each: a port is not free at once when its gateway has ended.
  nextPort += 5;
  return runGatewayExample(example, files, { host: gatewayHost, firstPort: nextPort });
}

/** Every command and subcommand, as it is typed. */
function pathsOf(command: Command, before = ""): string[] {
  const path = `${before}${command.name()}`;
  return [path, ...command.commands.flatMap((child) => pathsOf(child, `${path} `))];
}

async function helpOf(command: string): Promise<string> {
  const io = emptyIo();
  const exit = await run([...command.split(" ").slice(1), "--help"], io);
  expect(exit).toBe(EXIT.done);
  return io.stdout.join("\n");
}

function emptyIo() {
  return createMemoryIo(new Map(), new Date(0));
}
