import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fstatSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTestExchange } from "@safepassage/agency/node";
import { addGateway } from "@safepassage/gateway/node";
import { until } from "@safepassage/testing/until";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";

let root = "";
let folder = "";
const children: ChildProcess[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "safepassage-systemd-"));
  [folder = ""] = makeTestExchange(join(root, "x"));
  addGateway(folder, { gateway: { listen: { port: 0 }, local: { port: 0 } } });
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(root, { recursive: true, force: true });
});

/** Starts `gateway run` with its outputs to a file, which systemd would name as its journal. */
function start(isJournal = true) {
  const path = join(root, "journal");
  const journal = openSync(path, "a");
  const { dev, ino } = fstatSync(journal, { bigint: true });
  const child = spawn(process.execPath, [inject("programs").command, "gateway", "run", folder], {
    stdio: ["ignore", journal, journal],
    env: { ...process.env, JOURNAL_STREAM: `${dev}:${isJournal ? ino : ino + 1n}` },
  });
  children.push(child);
  const lines = () => readFileSync(path, "utf8").trimEnd().split("\n");
  return {
    child,
    lines,
    ended: once(child, "exit"),
    says: async (text: string): Promise<string> => {
      await until(() => lines().some((line) => line.includes(text)));
      return lines().find((line) => line.includes(text)) ?? "";
    },
  };
}

const settings = () => join(folder, "agency.json");
const change = (from: RegExp, to: string): void =>
  writeFileSync(settings(), readFileSync(settings(), "utf8").replace(from, to));

describe("a gateway that systemd runs", () => {
  it("says that it has read its files again, and that a change of agency.json does not count yet", async () => {
    const { child, lines, ended, says } = start();
    expect(await says("listens at")).toMatch(/^https/);
    child.kill("SIGHUP");
    expect(await says('"filesRead"')).toMatch(/^\{.*"level":"info"/);
    expect(lines().join()).not.toContain("settingsChanged");
    change(/"gateway": \{/, '$& "drainSeconds": 7,');
    child.kill("SIGHUP");
    expect(await says("settingsChanged")).toMatch(/^<4>\{.*"level":"warning"/);
    rmSync(join(root, "x/registry/registry.jwt"));
    child.kill("SIGHUP");
    expect(await says("filesReadWithFaults")).toMatch(/^<4>\{.*"level":"warning".*"count":\d/);
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });

  it("marks each line of what keeps it from starting as an error", async () => {
    change(/"entity"/, '"entitty"');
    const { lines, ended } = start();
    expect(await ended).toEqual([78, null]);
    expect(lines().filter((line) => !line.startsWith("<3>"))).toEqual([]);
    expect(lines()[0]).toContain("(GATEWAY_SETUP_INVALID)");
  });

  it("marks nothing where its output goes elsewhere than into the journal", async () => {
    const { child, ended, says, lines } = start(false);
    await says("listens at");
    change(/"gateway": \{/, '$& "drainSeconds": 7,');
    child.kill("SIGHUP");
    await says("settingsChanged");
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
    expect(lines().filter((line) => line.startsWith("<"))).toEqual([]);
  });

  it("is started again by its unit where a reload ended it before it listened to signals", async () => {
    const early = "data:text/javascript,process.kill(process.pid, 'SIGHUP')";
    const child = spawn(process.execPath, ["--import", early, inject("programs").command]);
    const [, signal] = await once(child, "exit");
    const unit = "../../../docs/guides/deploy/safepassage-gateway@.service";
    const lines = readFileSync(join(import.meta.dirname, unit), "utf8").split("\n");
    expect(lines).toContain(`RestartForceExitStatus=${signal}`);
  });
});
