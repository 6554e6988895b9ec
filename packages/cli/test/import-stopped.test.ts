import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it, vi } from "vitest";
import { createExampleFiles } from "./example-files.ts";
import { environmentOf, openShell } from "./shell.ts";

vi.setConfig({ testTimeout: 60_000 });

describe("a command that is ended while it writes", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "leaves nothing of it after %s",
    async (signal) => {
      const files = await createExampleFiles();
      using shell = openShell(files);
      const before = readdirSync(shell.folder).sort();
      const words = ["import", "htcds", "-", "--statement", "statement.json", "--out", "out.jsonl"];
      const child = spawn(process.execPath, [inject("programs").command, ...words], {
        ...{ cwd: shell.folder, env: environmentOf(process.env["PATH"]) },
        stdio: ["pipe", "ignore", "ignore"],
      });
      const ended = once(child, "exit");
      try {
        // Its input breaks off.
        child.stdin.on("error", () => {});
        const [head = "", ...rows] = (files.get("cases.csv") ?? "").trimEnd().split("\n");
        child.stdin.write(`${head}\n`);
        // More than what is kept before it is written; nobody says that it was all.
        for (let turn = 0; turn < 500; turn++) child.stdin.write(`${rows.join("\n")}\n`);
        const written = (): readonly number[] =>
          readdirSync(shell.folder)
            .filter((name) => !before.includes(name))
            .map((name) => statSync(join(shell.folder, name)).size);
        await expect.poll(() => Math.max(0, ...written()), { timeout: 30_000 }).toBeGreaterThan(0);
        child.kill(signal);
        expect(await ended).toEqual([null, signal]);
        expect(readdirSync(shell.folder).sort()).toEqual(before);
      } finally {
        child.kill("SIGKILL");
      }
    },
  );
});
