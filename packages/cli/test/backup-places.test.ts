import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTestExchange, openStore } from "@safepassage/agency/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call } from "./call-on-disk.ts";

const root = mkdtempSync(join(tmpdir(), "safepassage-places-"));
const folder = join(root, "ngo-b");
const at = (name: string) => join(root, name);
beforeAll(async () => {
  makeTestExchange(root);
  const store = await openStore(folder, {});
  await store.close();
  for (const name of ["one", "two"]) mkdirSync(at(name), { mode: 0o700 });
  symlinkSync("one", at("link"));
  symlinkSync(join(folder, "keys"), at("link-to-keys"));
});
afterAll(() => rmSync(root, { recursive: true }));

const backup = (to: string, keysTo: string) =>
  call("gateway", "backup", folder, "--to", at(to), "--keys-to", at(keysTo));

describe("a backup", () => {
  it.each([
    ["one folder by two names", "one", "link"],
    ["keys below the database, behind a link", "link", "one/new/keys"],
    ["the database below keys", "two/new", "two"],
    ["the database below the keys of the agency", "ngo-b/keys/copies", "two"],
    ["keys below the keys of the agency, behind a link", "one", "link-to-keys/copies"],
    ["keys around the keys of the agency", "one", "ngo-b"],
    ["the database around the keys of the agency", ".", "two"],
    ["keys below the state", "one", "ngo-b/state/copies"],
  ])("is refused with %s, and nothing is made", async (_, to, keysTo) => {
    const { exit, out, err } = await backup(to, keysTo);
    expect([exit, out]).toEqual([1, ""]);
    expect(err).toContain("(GATEWAY_BACKUP_UNWRITABLE)");
    expect(err).toContain("name another folder");
    expect([...readdirSync(at("one")), ...readdirSync(at("two"))]).toEqual([]);
    expect(existsSync(at("ngo-b/keys/copies"))).toBe(false);
    expect(readdirSync(at("ngo-b/state"))).not.toContain("copies");
  });

  it("may have its database below the state, and folders beside each other", async () => {
    for (const [to, keysTo] of [
      ["ngo-b/state/copies", "two/keys"],
      ["two/database", "two/keys"],
    ] as const) {
      expect(await backup(to, keysTo)).toMatchObject({ exit: 0 });
      expect(readdirSync(at(to))).toHaveLength(1);
    }
  });
});
