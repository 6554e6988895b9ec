import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Agency, makeTestExchange, openAgency } from "@safepassage/agency/node";
import { addGateway } from "@safepassage/gateway/node";
import { requestOfToday } from "@safepassage/testing/draft-request";
import { afterAll, afterEach, expect, inject, it, vi } from "vitest";
import { call } from "./call-on-disk.ts";

// A gateway is a process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const root = mkdtempSync(join(tmpdir(), "safepassage-earlier-"));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(() => rmSync(root, { recursive: true }));

it("a database that was put back is told until a person confirms it, and the gateway goes on", async () => {
  const [ngoB = "", folder = ""] = makeTestExchange(join(root, "x"));
  addGateway(folder, { gateway: { listen: { port: 0 }, local: { port: 0 } } });
  const database = join(folder, "state/agency.db");
  await sendOne(ngoB, folder);
  copyFileSync(database, `${database}.snapshot`);
  await sendOne(ngoB, folder);
  const restore = (...more: readonly string[]) => call("gateway", "restore", folder, ...more);
  const untouched = await restore("--as-it-is", "--json");
  expect(JSON.parse(untouched.out)).toEqual({ confirmed: false });
  copyFileSync(`${database}.snapshot`, database);

  expect((await call("gateway", "check", folder)).out).toContain("(DATABASE_EARLIER)");
  const running = start(folder);
  const { out, exit } = await call("gateway", "status", folder, "--wait", "30");
  expect(exit).toBe(0);
  expect(out).toMatch(/is ready$/m);
  expect(out).toContain(
    "The database was put back to an earlier state, and not by a restore: what came after is lost. (DATABASE_EARLIER)",
  );
  expect((await restore("--as-it-is")).err).toContain("(GATEWAY_STORE_IN_USE)");
  await running.stop();

  const confirmed = await restore("--as-it-is");
  expect(confirmed).toMatchObject({ err: "", exit: 0 });
  expect(confirmed.out).toMatch(
    /^The database goes on as it is\. At most \d of its last changes are lost\.$/m,
  );
  expect(confirmed.out).toMatch(/^What came after \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ is lost\./m);
  expect((await restore("--as-it-is")).out).toContain("Nothing was changed.");
  expect((await call("gateway", "check", folder)).out).not.toContain("DATABASE_EARLIER");
});

it("says what to write where neither or both are named", async () => {
  const [folder = ""] = makeTestExchange(join(root, "y"));
  for (const more of [[], ["--as-it-is", "--from", "x"], ["--as-it-is", "--keys-from", "x"]]) {
    const { err, exit } = await call("gateway", "restore", folder, ...more);
    expect(exit).toBe(2);
    expect(err).toMatch(/--from <file> names the copy|--as-it-is stands alone/);
  }
});

async function sendOne(from: string, to: string): Promise<void> {
  const [b, c]: readonly [Agency, Agency] = [await openAgency(from), await openAgency(to)];
  await b.send(await b.prepare(requestOfToday()), c);
  await Promise.all([b.close(), c.close()]);
}

/** Starts the gateway. */
function start(folder: string) {
  const args = [inject("programs").command, "gateway", "run", folder];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  children.push(child);
  const ended = once(child, "close");
  return {
    stop() {
      child.kill("SIGTERM");
      return ended;
    },
  };
}
