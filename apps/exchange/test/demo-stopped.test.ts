import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "safepassage-test-"));
/** Where the demos started here make their folders. */
const temporary = join(folder, "tmp");
mkdirSync(temporary);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the demo, stopped from outside", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)(
    "deletes keys and databases, and ends every process, on %s",
    async (signal, expected) => {
      const { status, text } = await demoStopped(signal);
      expect(text).toContain("Stopped; keys and databases deleted.");
      expect(status).toBe(expected);
      expect(readdirSync(temporary)).toEqual([]);
      const pids = [...text.matchAll(/pid (\d+)/g)].map(([, pid]) => Number(pid));
      expect(new Set(pids).size).toBe(10);
      for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow("ESRCH");
    },
    90_000,
  );

  it.each([
    ["registry", 1],
    ["sign-in provider", 2],
    ["first gateway", 3],
  ])(
    "ends at once on Ctrl-C while the %s still starts, and leaves no process",
    async (_, count) => {
      const { child, text, errors, ended } = demoAtTour();
      const started = await childrenOf(child.pid ?? 0, count);
      const asked = performance.now();
      child.kill("SIGINT");
      const status = await ended;
      expect(performance.now() - asked).toBeLessThan(15_000);
      expect(errors()).toBe("");
      expect(text()).toContain("Open the tour:");
      expect(text()).not.toContain("The consoles of the agencies");
      expect(text()).toContain("Stopped; keys and databases deleted.");
      expect(status).toBe(130);
      expect(readdirSync(temporary)).toEqual([]);
      for (const pid of started) expect(() => process.kill(pid, 0)).toThrow("ESRCH");
    },
    90_000,
  );

  it("tells of no failure on Ctrl-C while the tour still makes ready what it asks for", async () => {
    const { child, text, errors, ended } = demoAtTour();
    let sent = false;
    child.stdout.on("data", () => {
      if (!sent && text().includes("stay up until Ctrl-C")) sent = child.kill("SIGINT");
    });
    expect(await ended).toBe(0);
    expect(errors()).toBe("");
    expect(text()).toContain("Stopped; keys and databases deleted.");
    expect(readdirSync(temporary)).toEqual([]);
  }, 90_000);
});

describe("the demo without a folder for temporary files", () => {
  it("says what to set, and ends", () => {
    const { status, stderr } = spawnSync(process.execPath, [inject("programs").demo, "--once"], {
      env: { ...process.env, TMPDIR: join(folder, "not-there") },
      encoding: "utf8",
    });
    expect(stderr).toBe(
      `The demo cannot make a folder in ${join(folder, "not-there")}: ENOENT. Set TMPDIR to a folder in which you may make files\n`,
    );
    expect(status).toBe(1);
  });
});

/** Starts the demo as a newcomer does. */
function demoAtTour() {
  const child = spawn(process.execPath, [inject("programs").demo], {
    env: { ...process.env, TMPDIR: temporary },
  });
  const ended = once(child, "close").then(([status]) => status as number | null);
  const [written, complained]: [string[], string[]] = [[], []];
  child.stdout.on("data", (part) => void written.push(String(part)));
  child.stderr.on("data", (part) => void complained.push(String(part)));
  return { child, text: () => written.join(""), errors: () => complained.join(""), ended };
}

/** Starts the demo and sends it a signal while it plays. */
async function demoStopped(
  signal: NodeJS.Signals,
): Promise<{ readonly status: number; readonly text: string }> {
  const child = spawn(process.execPath, [inject("programs").demo, "--verbose"], {
    env: { ...process.env, TMPDIR: temporary },
  });
  const ended = once(child, "close");
  let text = "";
  let sent = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (part) => {
      text += part;
      if (!sent && text.includes("S01.1 ")) sent = child.kill(signal);
    });
  }
  const [status] = await ended;
  return { status: status ?? -1, text };
}

/** Waits until a process has started so many others. */
async function childrenOf(pid: number, count: number): Promise<readonly number[]> {
  for (;;) {
    const listed = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").match(/\d+/g) ?? [];
    if (listed.length >= count) return listed.map(Number);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
