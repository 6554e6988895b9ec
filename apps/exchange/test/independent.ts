/**
 * Asks other implementations: `npx -y pnpm@12 independent`. No test requires it.
 *
 * Needs Python with jwcrypto (Debian: python3-jwcrypto); jsonschema (python3-jsonschema) and `jose`
 * are asked too where they are there. PYTHON names another interpreter.
 *
 * 1. Signatures and sealed objects, both ways: `check-independent.py`.
 * 2. The JSON Schemas: `check-json-schemas.py`.
 * 3. The guide's program in Python sends a case to a gateway, which must accept it.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { writeConsent } from "./consent-of-today.ts";
import { fivePorts } from "./free-ports.ts";

const root = resolve(import.meta.dirname, "../../..");
const safepassage = join(root, "tools/safepassage");

const python = findPython();
if (python === undefined) {
  process.stderr.write("No Python with jwcrypto was found.\n");
  process.stderr.write(
    "hint: apt-get install python3-jwcrypto, or name an interpreter in PYTHON.\n",
  );
  process.exit(2);
}
run(python, [join(root, "tools/check-independent.py")]);
if (hasModule(python, "jsonschema")) run(python, [join(root, "tools/check-json-schemas.py")]);
await sendFromPython(python);
process.stdout.write("\nthe others agree\n");

function findPython(): string | undefined {
  const candidates = [process.env["PYTHON"], "python3", "/usr/bin/python3"];
  return candidates.find(
    (name): name is string => name !== undefined && hasModule(name, "jwcrypto"),
  );
}

function hasModule(interpreter: string, name: string): boolean {
  return spawnSync(interpreter, ["-c", `import ${name}`]).status === 0;
}

/** Two agencies of the guide; one has no program of ours but a gateway to send to. */
async function sendFromPython(python: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "safepassage-python-"));
  const children: ChildProcess[] = [];
  try {
    const port = await fivePorts();
    command("init", "exchange", folder, "--port", String(port + 1));
    command("gateway", "init", join(folder, "ngo-c"), "--yes");
    writeConsent(join(folder, "ngo-b"));
    children.push(
      spawn(safepassage, ["gateway", "run", join(folder, "ngo-c")], { stdio: "ignore" }),
    );
    await untilReady(`http://127.0.0.1:${port + 3}/health`);
    run(python, [
      join(root, "docs/guides/python/send_case.py"),
      join(folder, "ngo-b"),
      join(root, "packages/vectors/data/htcds/ngo-b.csv"),
      join(root, "apps/exchange/data/s01-1.request.json"),
    ]);
    const token = readFileSync(join(folder, "ngo-c/tokens/local.token"), "utf8").trim();
    const { inbox } = await fetchJson(`http://127.0.0.1:${port + 4}/v1/health`, token);
    if (inbox !== 1) throw new Error(`the gateway holds ${inbox} messages, expected 1`);
  } finally {
    for (const child of children) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[]): void {
  const path = `${join(root, "node_modules/.bin")}:${process.env["PATH"] ?? ""}`;
  execFileSync(command, args, { stdio: "inherit", env: { ...process.env, PATH: path } });
}

function command(...args: readonly string[]): void {
  run(safepassage, args);
}

async function untilReady(url: string): Promise<void> {
  const end = Date.now() + 20_000;
  while ((await fetch(url).catch(() => undefined))?.status !== 200) {
    if (Date.now() > end) throw new Error("the gateway was not ready within 20 s");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function fetchJson(url: string, token: string): Promise<Record<string, unknown>> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  return (await response.json()) as Record<string, unknown>;
}
