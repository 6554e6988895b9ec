import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "@safepassage/testing/until";
import { afterAll, describe, expect, inject, it } from "vitest";
import { writeConsent } from "./consent-of-today.ts";
import { fivePorts } from "./free-ports.ts";
import { createGuideShell } from "./guide-shell.ts";

const folder = mkdtempSync(join(tmpdir(), "safepassage-guide-"));
const page = readFileSync(
  new URL("../../../docs/guides/run-a-gateway.md", import.meta.url),
  "utf8",
);
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

describe("the guide to the gateway", () => {
  it("sets up a federation, waits for the registry, exchanges a message and ends on a signal", async () => {
    const port = await fivePorts();
    const [toB, toC] = [port + 1, port + 3];
    // Exactly the words of the page; only folder and ports differ.
    const lines = commandsUnder("## Try it");
    expect(lines.map((line) => line.slice(0, 3).join(" "))).toEqual([
      "init exchange ~/federation",
      "gateway init ~/federation/ngo-b",
      "gateway init ~/federation/ngo-c",
      "gateway check ~/federation/ngo-b",
      "gateway run ~/federation/ngo-b",
      "gateway run ~/federation/ngo-c",
    ]);
    const own = (words: readonly string[]) =>
      words.map((word) => word.replace("~/federation", folder).replace("8401", String(toB)));
    for (const words of lines.slice(0, 4)) {
      const { status, stderr } = spawnSync(process.execPath, [
        inject("programs").command,
        ...own(words),
      ]);
      expect([status, String(stderr)]).toEqual([0, ""]);
    }
    for (const name of ["ngo-b", "ngo-c"]) {
      const path = join(folder, name, "agency.json");
      const config = JSON.parse(readFileSync(path, "utf8"));
      const registry = `http://127.0.0.1:${port}/registry`;
      writeFileSync(path, JSON.stringify({ ...config, registry }));
    }

    // One out of the sources, as the page starts it; the other out of a bundle, which starts sooner.
    const clone = fileURLToPath(new URL("../../../tools/safepassage", import.meta.url));
    const b = start(clone, ...own(lines[4] ?? []));
    const c = start(process.execPath, inject("programs").command, ...own(lines[5] ?? []));
    expect(await status(toB, 503)).toBe("notReady");
    expect(await status(toC, 503)).toBe("notReady");
    await until(async () => b.printed().includes("GATEWAY_REGISTRY_MISSING"));
    expect(b.printed()).not.toContain("    at ");

    const registry = source("registry", join(folder, "registry"), String(port));
    await until(async () => registry.printed() === `registry at http://127.0.0.1:${port}\n`);
    // They ask again every five seconds; a signal has them ask now.
    for (const { child } of [b, c]) child.kill("SIGHUP");
    expect(await status(toB, 200)).toBe("ready");
    expect(await status(toC, 200)).toBe("ready");
    const second = source("registry", join(folder, "registry"), String(port));
    await endsWith(second, /^Port \d+ is in use\. End the program/);
    await endsWith(
      source("registry", join(folder, "no\u202ebody")),
      /no\\u202ebody\S+ is not there/,
    );
    await goesOnWithTheOneBefore(join(folder, "registry/registry.json"), port, registry.printed);

    const draft = exampleOfToday();
    const minimised = await call(toB + 1, "/v1/preview", draft);
    expect(minimised["account"]).not.toEqual([]);
    const submission = { mode: "minimise", draft };
    const { digest } = await call(toB + 1, "/v1/messages", submission, "ngo-b", "first-message");
    await sendsOnceByItsKey(toB + 1, draft, digest);
    const isDecided = async (one: unknown) =>
      (await call(toB + 1, `/v1/messages/${one}`))["state"] === "decided";
    await until(() => isDecided(digest));
    // As the page reads it.
    const shell = createGuideShell();
    const reading = blockWith("theirs=")
      .replaceAll("~/federation", folder)
      .replace("8404", String(toC + 1))
      .replace(" | show", "");
    const received = await shell.run(`digest=${digest}\n${reading}`);
    expect(JSON.parse(received)).toMatchObject({ digest, judgement: { findings: [] } });

    // And corrects it.
    const secret = readFileSync(join(folder, "ngo-b/tokens/local.token"), "utf8").trim();
    const set = `local=http://127.0.0.1:${toB + 1}\ntoken="authorization: Bearer ${secret}"\njson="content-type: application/json"`;
    const correcting = blockWith('curl -sS -H "$token" -H "$json"');
    const corrected = await shell.run(`${set}\n${correcting}`);
    const correction = JSON.parse(corrected);
    expect(correction).toMatchObject({ state: "queued", findings: [] });
    await until(() => isDecided(correction.digest));

    b.child.kill("SIGTERM");
    expect(await b.ended).toEqual([0, null]);
    expect(b.printed()).toMatch(/^https:\/\/ngo-b\.test has ended\n$/m);

    // The same agency from a program of its own, out of the same folder, when its gateway has ended.
    writeConsent(join(folder, "ngo-b"));
    const files = [
      "../../../packages/vectors/data/htcds/ngo-b.csv",
      "../../../packages/vectors/data/htcds/ngo-b.import.json",
      "../data/s01-1.request.json",
    ].map((path) => fileURLToPath(new URL(path, import.meta.url)));
    const program = source("send-case", join(folder, "ngo-b"), ...files);
    expect(await program.ended).toEqual([0, null]);
    expect(program.printed()).toContain("withheld   identity.names\n");
    expect(program.printed()).toContain("https://ngo-c.test decided: accept\n");
    expect((await call(toC + 1, "/v1/health", undefined, "ngo-c"))["inbox"]).toBe(4);

    c.child.kill("SIGINT");
    expect(await c.ended).toEqual([0, null]);
  }, 60_000);
});

/** What the guide says of sending a message again. */
async function sendsOnceByItsKey(port: number, draft: object, digest: unknown): Promise<void> {
  const send = (key: string) =>
    call(port, "/v1/messages", { mode: "minimise", draft }, "ngo-b", key);
  expect(page).toContain(
    "With the same key nothing is sent twice; another key makes a second message.",
  );
  expect((await send("first-message"))["digest"]).toBe(digest);
  expect((await send("second-message"))["digest"]).not.toBe(digest);
  const elsewhere = await call(port, "/v1/preview", { ...draft, case: "case-18" });
  expect(elsewhere).toMatchObject({
    maySend: false,
    judgement: { findings: [{ rule: "R61", code: "R61_PSEUDONYM_REUSED" }] },
  });
}

/** The words after `safepassage` of each command of a section. */
function commandsUnder(heading: string): readonly (readonly string[])[] {
  const [section = ""] = (page.split(`${heading}`)[1] ?? "").split("\n## ", 1);
  return [...section.matchAll(/^tools\/safepassage (.*)$/gm)].map(([, line = ""]) =>
    line.replace(/ *#.*$/, "").split(" "),
  );
}

/** The block of commands that begins with some words. */
const blockWith = (words: string): string =>
  page
    .split("```sh\n")
    .flatMap((part) => part.split("\n```", 1))
    .find((block) => block.startsWith(words)) ?? "";

/** Starts a program of the guide out of the sources. */
/** A mistake in the file of a registry ends neither the program that serves it, nor what it hands out. */
async function goesOnWithTheOneBefore(path: string, port: number, printed: () => string) {
  const served = async () => (await fetch(`http://127.0.0.1:${port}/registry`)).text();
  const [before, file] = [await served(), readFileSync(path, "utf8")];
  writeFileSync(path, file.replaceAll("http://127.0.0.1", "http://elsewhere"));
  expect([await served(), await served()]).toEqual([before, before]);
  await until(async () => printed().includes("The registry before is handed out."));
  expect(printed().split("TRUST_REGISTRY_INVALID")).toHaveLength(2);
  // Another text of the same time: gateways would refuse it.
  writeFileSync(path, file.replace('"name": "', '"name": "another '));
  expect(await served()).toBe(before);
  await until(async () => printed().includes("its issuedAt is not later: set it to now.\n"));
  writeFileSync(path, file);
  expect(await served()).toBe(before);
}

function source(name: string, ...args: string[]) {
  const path = fileURLToPath(new URL(`./guide/${name}.ts`, import.meta.url));
  return start(process.execPath, "--conditions=@safepassage/source", path, ...args);
}

function start(program: string, ...args: string[]) {
  const child = spawn(program, args);
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
async function endsWith({ ended, printed }: ReturnType<typeof start>, line: RegExp): Promise<void> {
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

async function call(port: number, path: string, body?: object, agency = "ngo-b", key?: string) {
  const token = readFileSync(join(folder, agency, "tokens/local.token"), "utf8").trim();
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: {
      ...{ authorization: `Bearer ${token}`, "content-type": "application/json" },
      // As the guide has them; only reading asks for them.
      "safepassage-reason": "CASE_WORK",
      "safepassage-officer": "officer-1",
      "safepassage-assurance": "2",
      ...(key !== undefined && { "idempotency-key": key }),
    },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });
  expect(response.ok).toBe(true);
  return (await response.json()) as Record<string, unknown>;
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
