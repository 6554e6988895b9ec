import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createWorld, writeRegistry } from "../src/setup.ts";

it("a registry is newer than the one before, also where the exchange starts again at once", () => {
  const folder = mkdtempSync(join(tmpdir(), "sp-setup-"));
  try {
    const now = new Date("2026-11-24T09:02:00Z");
    const world = createWorld(folder, now);
    const issuedAt = (at: Date): string => {
      writeRegistry(world, at, {});
      const text = readFileSync(join(folder, "registry/registry.json"), "utf8");
      return (JSON.parse(text) as { issuedAt: string }).issuedAt;
    };
    const minuteBefore = new Date(now.getTime() - 60_000);
    expect([minuteBefore, now, minuteBefore, now].map(issuedAt)).toEqual([
      "2026-11-24T09:01:00Z",
      "2026-11-24T09:02:00Z",
      "2026-11-24T09:02:01Z",
      "2026-11-24T09:02:02Z",
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
