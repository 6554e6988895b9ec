import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { noteUnfinished } from "./unfinished.ts";

it("ends the first process of a container too, which no signal ends that it does not listen for", () => {
  const folder = mkdtempSync(join(tmpdir(), "safepassage-unfinished-"));
  const before = process.listeners("SIGHUP");
  process.removeAllListeners("SIGHUP");
  const kill = vi.spyOn(process, "kill").mockReturnValue(true);
  const exit = vi.spyOn(process, "exit").mockReturnValue(undefined as never);
  const place = join(folder, "begun");
  writeFileSync(place, "");
  const forget = noteUnfinished(place);
  onTestFinished(() => {
    forget();
    kill.mockRestore();
    exit.mockRestore();
    for (const one of before) process.on("SIGHUP", one);
    rmSync(folder, { recursive: true, force: true });
  });
  process.emit("SIGHUP", "SIGHUP");
  expect(existsSync(place)).toBe(false);
  expect(kill.mock.calls).toEqual([[process.pid, "SIGHUP"]]);
  expect(exit.mock.calls).toEqual([[129]]);
});
