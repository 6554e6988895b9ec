import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, closeSync, constants, cpSync, existsSync, openSync, writeSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { requestOfToday } from "@safepassage/testing/draft-request";
import { until } from "@safepassage/testing/until";
import { describe, expect, it, vi } from "vitest";
import { call } from "./call-on-disk.ts";
import {
  children,
  command,
  edit,
  listens,
  local,
  makeGatewaysForEach,
  ngoB,
  ngoC,
  root,
  start,
  status,
} from "./gateway-process.ts";

// Each gateway is a process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

makeGatewaysForEach();

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
