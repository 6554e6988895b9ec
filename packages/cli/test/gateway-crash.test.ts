import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fstatSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { makeTestExchange } from "@safepassage/agency/node";
import { addGateway } from "@safepassage/gateway/node";
import { until } from "@safepassage/testing/until";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";

let root = "";
const children: ChildProcess[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "safepassage-crash-"));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(root, { recursive: true, force: true });
});

/** Runs a gateway into a bug, and reads what it has printed into the journal of systemd. */
async function crash(where: "throws" | "rejects" | "starts", log = {}) {
  const [folder = ""] = makeTestExchange(join(root, "x"));
  addGateway(folder, { gateway: { listen: { port: 0 }, local: { port: 0 }, log } });
  const path = join(root, "journal");
  const journal = openSync(path, "a");
  const { dev, ino } = fstatSync(journal, { bigint: true });
  const child = spawn(
    process.execPath,
    ["--import", PRELOADED, inject("programs").command, "gateway", "run", folder],
    {
      stdio: ["ignore", journal, journal],
      env: { ...process.env, JOURNAL_STREAM: `${dev}:${ino}`, BUG: where },
    },
  );
  children.push(child);
  const ended = once(child, "exit");
  const printed = () => readFileSync(path, "utf8");
  if (where !== "starts") {
    await until(() => printed().includes("listens at"));
    child.kill("SIGUSR2");
  }
  expect(await ended).toEqual([70, null]);
  expect(printed()).not.toMatch(/Amina|her home/);
  return printed().trimEnd().split("\n");
}

describe("a bug that ends a gateway", () => {
  it.each(["throws", "rejects", "starts"] as const)(
    "is the last line of its log, and an error for the journal, where it %s",
    async (where) => {
      const lines = await crash(where);
      const last = lines.pop() ?? "";
      expect(last).toMatch(/^<3>\{/);
      expect(JSON.parse(last.slice(3))).toEqual({
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        level: "error",
        event: "crashed",
        text: "The gateway ends, since something failed that nothing here had foreseen (TypeError). Report it with its stack. If no supervisor starts the gateway again, start it.",
        code: "TypeError",
        stack: expect.arrayContaining([expect.stringContaining("throw-when-asked.mjs")]),
      });
      expect(lines.filter((line) => line.startsWith("<3>"))).toEqual([]);
    },
  );

  it("is told in the form of the log, also in one that leaves errors out", async () => {
    const lines = await crash("throws", { format: "text", level: "alarm" });
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^<3>\d\S+Z ERROR {3}The gateway ends, .*\(crashed\) < .*\.mjs:/);
  });
});

const PRELOADED = pathToFileURL(join(import.meta.dirname, "throw-when-asked.mjs")).href;
