import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTestExchange } from "@safepassage/agency/node";
import { addGateway } from "@safepassage/gateway/node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { callAt } from "./call-on-disk.ts";

let root = "";
let folder = "";
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "safepassage-backup-late-"));
  [folder = ""] = makeTestExchange(join(root, "x"));
  addGateway(folder, { gateway: { listen: { port: 0 }, local: { port: 0 } } });
  expect((await at(0, "migrate")).exit).toBe(0);
});
afterEach(() => rmSync(root, { recursive: true }));

/** Calls a command of the gateway some days from now. */
const at = (days: number, command: string, ...more: readonly string[]) =>
  callAt(
    new Date(Date.now() + days * 86_400_000).toISOString(),
    ...["gateway", command, folder, ...more],
  );
const backupAt = (days: number, ...more: readonly string[]) =>
  at(days, "backup", "--to", join(root, "copies"), "--keys-to", join(root, "keys"), ...more);
const copiesOfKeys = () => readdirSync(join(root, "keys")).filter((name) => name.endsWith(".keys"));

describe("backups that are made no longer", () => {
  it("are told by the doctor, who says when the last was made", async () => {
    expect((await at(0, "doctor")).out).toContain("gateway backup has made none");
    expect((await backupAt(0)).exit).toBe(0);
    const { out } = await at(1, "doctor");
    expect(out).toMatch(/ok +backup +of \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, and read back/);
    expect(out).not.toContain("BACKUP_LATE");
    expect((await backupAt(1)).exit).toBe(0);
    expect((await at(4, "doctor")).out).toContain("BACKUP_LATE");
  });

  it("are made all the same where the time cannot be written down, and say so", async () => {
    mkdirSync(join(folder, "state/backup.json"));
    const { exit, out } = await backupAt(0);
    expect([exit, out]).toEqual([0, expect.stringContaining("could not be written into")]);
    expect(JSON.parse((await backupAt(1, "--json")).out)).toMatchObject({ isNoted: false });
    expect(copiesOfKeys()).toHaveLength(2);
    expect((await at(2, "doctor")).out).toMatch(/BACKUP_LATE/);
  });
});
