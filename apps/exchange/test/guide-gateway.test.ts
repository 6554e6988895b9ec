import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { fivePorts } from "./free-ports.ts";

const folder = mkdtempSync(join(tmpdir(), "safepassage-guide-"));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

describe("the programs of the guide to the gateway", () => {
  it("found a federation, wait for the registry, exchange a message and end on a signal", async () => {
    const port = await fivePorts();
    const [toB, toC] = [port + 1, port + 3];
    const founding = run("found", folder, String(port));
    expect(await founding.ended).toEqual([0, null]);

    expect(founding.printed()).toBe(
      `made the registry and the agencies ngo-b and ngo-c in ${folder}\n`,
    );
    await endsWith(run("found", folder, String(port)), /^\S.*\(AGENCY_FOLDER_EXISTS\)\. \S/);
    await endsWith(
      run("gateway", join(folder, "no\u202ebody")),
      /no\\u202ebody\/config\.json is not there\. Name a folder/,
    );

    const b = run("gateway", join(folder, "ngo-b"));
    const c = run("gateway", join(folder, "ngo-c"));
    expect(await status(toB, 503)).toBe("starting");
    expect(await status(toC, 503)).toBe("starting");
    expect(b.printed()).toContain("GATEWAY_REGISTRY_MISSING");
    expect(b.printed()).toContain(`registry http://127.0.0.1:${port}/registry: `);
    expect(b.printed()).toContain("(ECONNREFUSED)");
    expect(b.printed()).not.toContain("    at ");
    await endsWith(
      run("gateway", join(folder, "ngo-b")),
      /^The database is in use.*End the other/m,
    );

    const registry = run("registry", join(folder, "registry"), String(port));
    expect(await status(toB, 200)).toBe("ready");
    expect(await status(toC, 200)).toBe("ready");

    expect(registry.printed()).toBe(`registry at http://127.0.0.1:${port}\n`);
    const second = run("registry", join(folder, "registry"), String(port));
    await endsWith(second, /^Port \d+ is in use\. End the program/);

    const draft = exampleOfToday();
    const minimised = await call(toB + 1, "/drafts/prepare", draft);
    expect(minimised["account"]).not.toEqual([]);
    const { digest } = await call(toB + 1, "/messages", { mode: "minimise", draft });
    await until(async () => (await call(toB + 1, `/messages/${digest}`))["state"] === "decided");
    const received = await call(toC + 1, `/inbox/${digest}`, undefined, "ngo-c");
    expect(received).toMatchObject({ digest, findings: [] });

    b.child.kill("SIGTERM");
    expect(await b.ended).toEqual([0, null]);
    expect(b.printed()).toMatch(/^https:\/\/ngo-b\.test has ended\n$/m);

    // The same agency from a program of its own, out of the same folder, when its gateway has ended.
    const files = [
      "../../../packages/vectors/data/htcds/ngo-b.csv",
      "../../../packages/vectors/data/htcds/ngo-b.import.json",
      "../data/s01-1.request.json",
    ].map((path) => fileURLToPath(new URL(path, import.meta.url)));
    const program = run("send-case", join(folder, "ngo-b"), ...files);
    expect(await program.ended).toEqual([0, null]);
    expect(program.printed()).toContain("withheld   identity.names\n");
    expect(program.printed()).toContain("https://ngo-c.test decided: accept\n");
    expect((await call(toC + 1, "/health", undefined, "ngo-c"))["inbox"]).toBe(2);

    c.child.kill("SIGINT");
    expect(await c.ended).toEqual([0, null]);
  }, 60_000);
});

function run(name: string, ...args: string[]) {
  const path = fileURLToPath(new URL(`./guide/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, ["--conditions=@safepassage/source", path, ...args]);
  children.push(child);
  let text = "";
  child.stdout.on("data", (part) => {
    text += part;
  });
  child.stderr.on("data", (part) => {
    text += part;
  });
  return { child, ended: once(child, "exit"), printed: () => text };
}

/** A mistake: the program ends with status 1 and says what to do, without a stack. */
async function endsWith({ ended, printed }: ReturnType<typeof run>, line: RegExp): Promise<void> {
  expect(await ended).toEqual([1, null]);
  expect(printed()).toMatch(line);
  expect(printed()).not.toContain("    at ");
}

async function status(port: number, expected: number): Promise<string> {
  let answer = "";
  await until(async () => {
    const response = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    if (response?.status !== expected) return false;
    answer = ((await response.json()) as { status: string }).status;
    return true;
  });
  return answer;
}

async function call(port: number, path: string, body?: object, agency = "ngo-b") {
  const token = readFileSync(join(folder, agency, "local.token"), "utf8");
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });
  expect(response.ok).toBe(true);
  return (await response.json()) as Record<string, unknown>;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("what was waited for did not come within 20 s");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The example of the specification, with dates around today, as the guide says. */
function exampleOfToday(): object {
  const page = readFileSync(new URL("../../../docs/spec/gateway.md", import.meta.url), "utf8");
  const section = page.split("\n## Draft request\n")[1] ?? "";
  const [block = ""] = (section.split("```json\n")[1] ?? "").split("\n```", 1);
  const day = (days: number): string =>
    new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  return JSON.parse(
    block
      .replaceAll('"2026-11-01T00:00:00Z"', `"${day(-30)}T00:00:00Z"`)
      .replaceAll('"2027-05-01T00:00:00Z"', `"${day(180)}T00:00:00Z"`)
      .replaceAll('"asOf": "2026-11"', `"asOf": "${day(0).slice(0, 7)}"`),
  );
}
