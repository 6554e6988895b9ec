import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  closeSync,
  constants,
  cpSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { makeTestExchange } from "@safepassage/agency/node";
import { addGateway } from "@safepassage/gateway/node";
import { requestOfToday } from "@safepassage/testing/draft-request";
import { until } from "@safepassage/testing/until";
import { createSigner, issueRegistry, parsePrivateJwk } from "@safepassage/trust";
import { afterEach, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { call } from "./call-on-disk.ts";

// Each gateway is a process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

let root = "";
let ngoB = "";
let ngoC = "";
const children: ChildProcess[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "safepassage-process-"));
  [ngoB = "", ngoC = ""] = makeTestExchange(join(root, "x"));
  for (const folder of [ngoB, ngoC]) {
    addGateway(folder, { gateway: { listen: { port: 0 }, local: { port: 0 } } });
  }
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(root, { recursive: true, force: true });
});

const command = () => [process.execPath, inject("programs").command] as const;

/** Starts `gateway run`, below another program if one is named. */
function start(folder: string, ...below: readonly string[]) {
  const [program = "", ...args] = [...below, ...command(), "gateway", "run", folder];
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  const printed = { out: "", err: "" };
  child.stdout.on("data", (part) => {
    printed.out += part;
  });
  child.stderr.on("data", (part) => {
    printed.err += part;
  });
  const ended = once(child, "close");
  return {
    child,
    printed,
    ended,
    localUrl: () => / at (\S+) for your own/.exec(printed.out)?.[1] ?? "",
  };
}

const listens = ({ printed }: ReturnType<typeof start>) =>
  until(() => printed.out.includes(" listens at "));

async function local(folder: string, url: string, path: string, body?: object) {
  const token = readFileSync(join(folder, "tokens/local.token"), "utf8").trim();
  const response = await fetch(url + path, {
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  });
  return { status: response.status, json: (await response.json()) as LocalAnswer };
}

/** Members of the local routes' answers that are asked for here. */
interface LocalAnswer {
  readonly digest: string;
  readonly state: string;
  readonly status: string;
  readonly code: string;
  readonly reasons: readonly object[];
  readonly jwt: string;
  readonly inbox: number;
  readonly outbox: Readonly<Record<"queued" | "sending", number>>;
}

const status = (...more: readonly string[]) => call("gateway", "status", ngoB, ...more);

describe("safepassage gateway run", () => {
  it("works and ends while the program at the other end of its log has stopped", async () => {
    const pipe = join(root, "log");
    spawnSync("/bin/sh", ["-c", 'mkfifo "$0"', pipe]);
    const reader = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    expect(() => {
      for (;;) writeSync(reader, new Uint8Array(4096));
    }).toThrow("EAGAIN");
    const { child, ended } = start(ngoB, "/bin/sh", "-c", `exec "$0" "$@" >"${pipe}"`);
    expect((await status("--wait", "30")).out).toContain("is ready");
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
    closeSync(reader);
  });

  it("starts again after a kill, says where it listens and how it is, and ends with 0 on a signal, below a script that uses exec", async () => {
    edit(ngoB, ({ gateway }) => Object.assign(gateway, { drainSeconds: 1 }));
    const killed = start(ngoB, "/bin/sh", "-c", 'exec "$0" "$@" --json');
    await listens(killed);
    // What reads the log finds an event in each line.
    expect(JSON.parse(killed.printed.out.split("\n")[0] ?? "")).toMatchObject({
      ...{ level: "info", event: "listens", pid: killed.child.pid },
      text: expect.stringMatching(/^https:\/\/ngo-b\.test listens at http:/),
    });
    killed.child.kill("SIGKILL");
    await killed.ended;
    expect(existsSync(join(ngoB, "state/gateway.json"))).toBe(true);
    expect((await status()).err).toContain("(GATEWAY_NOT_RUNNING)");

    const b = start(ngoB, "/bin/sh", "-c", 'exec "$0" "$@"');
    await listens(b);
    expect(b.printed.out).toMatch(
      /^https:\/\/ngo-b\.test listens at http:\/\/127\.0\.0\.1:\d+ for other agencies, and at http:\/\/127\.0\.0\.1:\d+ for your own systems \(process \d+\)\n/,
    );
    expect(b.printed.out).toContain(`(process ${b.child.pid})`);
    const asked = await status("--wait", "20");
    expect([asked.exit, asked.err]).toEqual([0, ""]);
    expect(asked.out).toMatch(/^https:\/\/ngo-b\.test is ready\n/);
    expect(asked.out).toContain(`process ${b.child.pid}, version`);
    expect(asked.out).toMatch(/^reviews {3}0 due, 0 of them late$/m);
    const locked = await call("gateway", "lock", ngoB, "staff-0009", "--json");
    expect(JSON.parse(locked.out)).toEqual({ officer: "staff-0009", locked: true });
    const unlocked = await call("gateway", "lock", ngoB, "staff-0009", "--remove");
    expect(unlocked.out).toBe("The officer is let in again.");
    const second = await call("gateway", "run", ngoB);
    expect(second.exit).toBe(78);
    expect(second.err).toContain("The gateway of this folder runs already. (GATEWAY_RUNNING)");

    // Who has sent half of a request holds it up no longer than drainSeconds.
    const half = connect(Number(new URL(b.localUrl()).port), "127.0.0.1");
    half.on("error", () => {});
    half.write("POST /v1/messages HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{");
    await once(half, "connect");
    const from = performance.now();
    b.child.kill("SIGTERM");
    expect(await b.ended).toEqual([0, null]);
    expect(performance.now() - from).toBeLessThan(5000);
    expect(b.printed.out).toMatch(/^https:\/\/ngo-b\.test has ended\n$/m);
    expect(b.printed.err).toBe("");
    expect(existsSync(join(ngoB, "state/gateway.json"))).toBe(false);
  });

  it.skipIf(!existsSync("/dev/full"))(
    "goes on where neither log nor errors can be written",
    async () => {
      const full = openSync("/dev/full", "w");
      const [program = "", ...args] = [...command(), "gateway", "run", ngoB];
      const child = spawn(program, args, { stdio: ["ignore", full, full] });
      closeSync(full);
      children.push(child);
      const asked = await status("--wait", "20");
      expect([asked.exit, asked.err]).toEqual([0, ""]);
      expect(child.exitCode).toBe(null);
      await until(async () => (await status()).out.includes("(LOG_UNWRITTEN)"));
      // Nor does its supervisor take it for a wrong usage.
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      expect(await ended).toEqual([0, null]);
    },
  );

  it("doubts a clock that was put forward while it was off, until somebody gives the time", async () => {
    expect((await call("maintain", ngoB)).exit).toBe(0);
    const seen = { seen: "2026-01-01T00:00:00Z" };
    const db = new DatabaseSync(join(ngoB, "state/agency.db"));
    db.prepare("UPDATE mark SET value = ? WHERE name = 'clock'").run(JSON.stringify(seen));
    db.close();
    const b = start(ngoB);
    await listens(b);
    const clock = (...more: readonly string[]) => call("gateway", "clock", ngoB, ...more);
    const doubted = await clock();
    expect(doubted.exit).toBe(1);
    expect(doubted.out).toContain("and 2026-01-01T00:00:00Z was expected. Nothing is erased");
    const [program = "", ...args] = [...command(), "gateway", "clock", ngoB];
    const shown = spawnSync(program, args, { encoding: "utf8" }).stdout;
    expect(shown.split("\n").length).toBe(3);
    expect((await status()).out).toContain("safepassage gateway clock FOLDER --time");
    const wrong = await clock("--time", seen.seen);
    expect([wrong.exit, wrong.err]).toEqual([1, expect.stringContaining("GATEWAY_CLOCK_DIFFERS")]);
    expect((await clock("--time", "noon")).exit).toBe(2);
    const ended = await clock("--time", new Date().toISOString().replace(/\.\d+/, ""), "--json");
    expect([ended.exit, JSON.parse(ended.out)]).toEqual([0, { clock: { state: "plausible" } }]);
    expect((await clock()).out).toBe("The gateway does not doubt its clock.");
    expect((await status()).exit).toBe(0);
  });

  it("does not start with another agency's key or id, or a port in words: it ends with 78, names the place, and shows no stack", async () => {
    const refused = await Promise.all(
      MISTAKES.map(async ([change, said]) => {
        const folder = join(root, said.replaceAll(/\W/g, ""));
        cpSync(ngoB, folder, { recursive: true });
        for (const name of ["keys", "tokens", "state"]) chmodSync(join(folder, name), 0o700);
        edit(folder, (config) => Object.assign(config, { registry: "../x/registry/registry.jwt" }));
        change(folder);
        const { printed, ended } = start(folder);
        return { exit: await ended, printed, said, folder };
      }),
    );
    for (const { exit, printed, said, folder } of refused) {
      expect([exit, printed.out]).toEqual([[78, null], ""]);
      expect(printed.err).toMatch(
        /^refused: .* \(GATEWAY_SETUP_INVALID\)\nhint: .*\ndetail: one mistake\n {2}at {3}/,
      );
      expect(printed.err).toContain(said);
      expect(printed.err).not.toContain("    at ");
      expect(existsSync(join(folder, "state/agency.db"))).toBe(false);
    }
  });

  it("says that its disk is full, writes no stack again and again, and goes on by itself", async () => {
    const limited = start(ngoB, "/bin/sh", "-c", 'ulimit -f 2048; exec "$0" "$@"');
    await listens(limited);
    const url = limited.localUrl();
    await until(async () => {
      const asked = { mode: "minimise", draft: requestOfToday() };
      const { status, json } = await local(ngoB, url, "/v1/messages", asked);
      if (status === 201) return false;
      expect([status, json.code]).toEqual([503, "GATEWAY_STORE_FULL"]);
      return true;
    });
    const { status: answered, json } = await local(ngoB, url, "/v1/health");
    expect([answered, json.status]).toEqual([200, "notReady"]);
    expect(json.reasons).toMatchObject([{ code: "STORE_FULL", file: "state" }]);
    const before = limited.printed.err.length;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(limited.printed.err.slice(before).split("\n").length).toBeLessThan(3);
    expect(limited.printed.err).not.toMatch(/^ {4}at /m);
    limited.child.kill("SIGTERM");
    expect(await limited.ended).toEqual([0, null]);
    // With room again nothing is lost.
    const free = start(ngoB);
    await listens(free);
    await until(async () => {
      const { json } = await local(ngoB, free.localUrl(), "/v1/health");
      return json.status === "ready";
    });
    const { outbox } = (await local(ngoB, free.localUrl(), "/v1/health")).json;
    expect(outbox.queued + outbox.sending).toBeGreaterThan(3);
  });
});

it("safepassage gateway keys use changes the key of a gateway that runs, and no message is refused", async () => {
  const [b, c] = [start(ngoB), start(ngoC)];
  await Promise.all([listens(b), listens(c)]);
  const keys = (...words: readonly string[]) => call("gateway", "keys", ngoB, ...words);
  const next = JSON.parse((await keys("next")).out);
  publish((file) => {
    for (const agency of file.agencies) {
      const running = agency.entity === "https://ngo-b.test" ? b : c;
      agency.endpoint = / at (\S+) for other/.exec(running.printed.out)?.[1] ?? "";
    }
    file.agencies[0]?.keys.push({ jwk: next, from: "2026-01-01T00:00:00Z", status: "active" });
  });
  // The registry is a file here, and read again on a signal.
  for (const { child } of [b, c]) child.kill("SIGHUP");
  const digests: string[] = [];
  let isSending = true;
  const sending = (async () => {
    while (isSending) {
      const asked = { mode: "minimise", draft: requestOfToday() };
      const { json } = await local(ngoB, b.localUrl(), "/v1/messages", asked);
      digests.push(json.digest);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  await until(() => digests.length > 2);
  // It looks at its keys every five seconds by itself.
  const looking = setInterval(() => b.child.kill("SIGHUP"), 100);
  const used = await keys("use", "--json");
  clearInterval(looking);
  expect(used.exit).toBe(0);
  expect(JSON.parse(used.out)).toEqual({ kid: next.kid, gateway: "taken" });
  const sent = digests.length;
  await until(() => digests.length > sent + 2);
  isSending = false;
  await sending;
  const kids = new Set<string>();
  for (const digest of digests) {
    await until(async () => {
      const { json } = await local(ngoB, b.localUrl(), `/v1/messages/${digest}`);
      if (json.state !== "decided") return false;
      const evidence = `/v1/messages/${digest}/evidence`;
      const { jwt } = (await local(ngoB, b.localUrl(), evidence)).json;
      const [header = ""] = jwt.split(".");
      kids.add(JSON.parse(Buffer.from(header, "base64url").toString()).kid);
      return true;
    });
  }
  expect(kids.size).toBe(2);
  expect(c.printed.out).not.toContain('"refused"');
  expect((await local(ngoC, c.localUrl(), "/v1/health")).json.inbox).toBe(digests.length);
});

const UNLISTED =
  "keys/signing-key.json\n       The registry does not list this key for your agency";

/** What is wrong with a folder, and what is said of it. */
const MISTAKES: readonly (readonly [(folder: string) => void, string])[] = [
  [
    (folder) => cpSync(join(ngoC, "keys/signing-key.json"), join(folder, "keys/signing-key.json")),
    UNLISTED,
  ],
  [
    (folder) => edit(folder, (config) => Object.assign(config, { entity: "https://ngo-c.test" })),
    `${UNLISTED}: nobody verifies`,
  ],
  [
    (folder) =>
      edit(folder, ({ gateway }) => Object.assign(gateway, { listen: { port: "eighty" } })),
    "agency.json /gateway/listen/port\n       It has the wrong type. (WRONG_TYPE)",
  ],
];

function edit(folder: string, change: (config: { gateway: object }) => void): void {
  const path = join(folder, "agency.json");
  const config = JSON.parse(readFileSync(path, "utf8"));
  change(config);
  writeFileSync(path, JSON.stringify(config));
}

interface RegistryFile {
  issuedAt: string;
  readonly agencies: {
    readonly entity: string;
    endpoint?: string;
    readonly keys: object[];
  }[];
}

/** Signs the registry anew, with a change. */
function publish(change: (file: RegistryFile) => void): void {
  const at = (name: string) => resolve(root, "x/registry", name);
  const read = (name: string) => JSON.parse(readFileSync(at(name), "utf8"));
  const file: RegistryFile = read("registry.json");
  change(file);
  file.issuedAt = new Date(Date.parse(file.issuedAt) + 1000).toISOString().replace(".000", "");
  writeFileSync(
    at("registry.jwt"),
    issueRegistry(file, createSigner(parsePrivateJwk(read("key.json")))),
  );
}
