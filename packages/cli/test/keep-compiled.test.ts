import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, inject, it, vi } from "vitest";

// Every start is a process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

let caches: string;
beforeEach(() => {
  caches = mkdtempSync(join(tmpdir(), "safepassage-cache-"));
});
afterEach(() => rmSync(caches, { recursive: true }));

describe("compiled code", () => {
  it("is kept in a folder that only its user may write", () => {
    expect(start()).toBeGreaterThan(0);
    // A second start finds the folder that the first has made.
    expect(start()).toBeGreaterThan(0);
  });

  it("is kept in a folder that others may read", () => {
    mkdirSync(join(caches, "safepassage"), { mode: 0o755 });
    expect(start()).toBeGreaterThan(0);
  });

  it.each([0o777, 0o775, 0o707, 0o1777])(
    "is neither kept nor read where others may write: mode %o",
    (mode) => {
      mkdirSync(join(caches, "safepassage"));
      chmodSync(join(caches, "safepassage"), mode);
      expect(start()).toBe(0);
    },
  );

  it("is neither kept nor read behind a link", () => {
    mkdirSync(join(caches, "elsewhere"));
    symlinkSync("elsewhere", join(caches, "safepassage"));
    expect(start()).toBe(0);
  });

  it("is neither kept nor read in a folder that others may put another in the place of", () => {
    chmodSync(caches, 0o777);
    expect(start()).toBe(0);
    chmodSync(caches, 0o1777);
    expect(start()).toBeGreaterThan(0);
  });

  // Nobody else may give a folder away.
  if (process.getuid?.() === 0) {
    it.each(["safepassage", "."])(
      "is neither kept nor read in another user's folder: %s",
      (name) => {
        mkdirSync(join(caches, "safepassage"));
        chownSync(join(caches, name), 65_534, 65_534);
        expect(start()).toBe(0);
      },
    );
  }
});

/** Starts the command once, and counts what lies in its folder then. */
function start(): number {
  const { NODE_COMPILE_CACHE: _, NODE_DISABLE_COMPILE_CACHE: __, ...env } = process.env;
  const { status } = spawnSync(process.execPath, [inject("programs").command, "--version"], {
    env: { ...env, XDG_CACHE_HOME: caches },
  });
  expect(status).toBe(0);
  return readdirSync(join(caches, "safepassage")).length;
}
