import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { toInstant } from "@safepassage/core";
import { afterAll, expect, it, vi } from "vitest";
import { openCommandHost } from "./open-command-host.ts";
import { openShell, type Shell } from "./shell.ts";

// On a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const GUIDE = resolve(import.meta.dirname, "../../../docs/guides/from-your-case-file.md");
const MOST_COMMANDS = 10;
/** What brings the command here stands before it in the guide. */
const SET_UP = 4;
const DAY_MS = 86_400_000;

it("from a case file of one's own to an accepted message takes ten commands, and one file by hand", async () => {
  const page = readFileSync(GUIDE, "utf8");
  const commands = blockOf(page, "sh").split("\n");
  expect(commands.length).toBeLessThanOrEqual(MOST_COMMANDS);
  const typed = commands.slice(SET_UP);
  expect(typed.every((line) => line.startsWith("safepassage "))).toBe(true);

  using shell = openShell(new Map([["cases.csv", `${blockOf(page, "csv")}\n`]]));
  const path = (name: string): string => join(shell.folder, name);
  for (const line of typed.slice(0, -1)) await run(shell, line);
  complete(path("request.json"));
  const planned = await run(shell, `${last(typed)} --plan`);
  expect(planned).toMatch(/withheld {3}identity\.names/);
  expect(planned).toContain("Nothing was sent");

  const sent = await run(shell, last(typed));
  expect(sent).toContain("https://ngo-c.test decided: accept\n");
  expect(sent).not.toContain("Olena");
  expect(statSync(path("exchange/ngo-b/keys/signing-key.json")).mode & 0o077).toBe(0);
});

const host = openCommandHost();
afterAll(() => host.close());

async function run(shell: Shell, line: string): Promise<string> {
  const { status, stdout, stderr } = await host.run(shell, ofToday(line));
  expect({ line, status, stderr }).toEqual({ line, status: 0, stderr: "" });
  return stdout;
}

/** What the guide tells the caseworker to write. */
function complete(path: string): void {
  const request = JSON.parse(readFileSync(path, "utf8"));
  request.legalBases = ["GDPR#6(1)(a)"];
  request.additions.need[0].v = "counselling";
  writeFileSync(path, JSON.stringify(request));
}

/** The consent of the guide, given yesterday. */
function ofToday(line: string): string {
  const at = (days: number): string => toInstant(new Date(Date.now() + days * DAY_MS));
  return line.replaceAll("2026-11-20T09:00:00Z", at(-1)).replaceAll("2027-05-20T00:00:00Z", at(90));
}

/** The first block of a language in a page. */
function blockOf(page: string, language: string): string {
  return page.split(`\`\`\`${language}\n`)[1]?.split("\n```", 1)[0] ?? "";
}

const last = (lines: readonly string[]): string => lines.at(-1) ?? "";
