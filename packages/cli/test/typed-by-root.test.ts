import {
  chownSync,
  globSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { call } from "./call-on-disk.ts";

const OWN = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
/** The user of the folder. Only root can make files for another one; for anybody else it is the same one. */
const USER = OWN.uid === 0 && process.getuid !== undefined ? { uid: 65_534, gid: 65_534 } : OWN;

describe("what root types in a folder of another user", () => {
  const root = mkdtempSync(join(tmpdir(), "safepassage-root-"));
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const ofRoot = (): readonly string[] =>
    readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
      (name) => statSync(join(root, name)).uid !== USER.uid,
    );

  it("belongs to that user, whatever the command", async () => {
    chownSync(root, USER.uid, USER.gid);
    const folder = join(root, "x/ngo-b");
    const [to, keysTo] = [join(root, "backups/database"), join(root, "backups/keys")];
    for (const typed of [
      ["init", "exchange", join(root, "x"), "--port", "8401"],
      ["gateway", "init", folder, "--yes"],
      ["gateway", "migrate", folder],
      ["gateway", "keys", folder, "next"],
      ["gateway", "backup", folder, "--to", to, "--keys-to", keysTo],
      ["gateway", "restore", folder, "--from", "*.backup", "--keys-from", "*.keys"],
      ["maintain", folder],
      ["keys", "generate", "--alg", "ES256", "--out", join(folder, "keys/tls.json")],
    ]) {
      const [file = "", keys = ""] = [`${to}/*.backup`, `${keysTo}/*.keys`].flatMap((one) =>
        globSync(one),
      );
      const named = typed.map((word) => ({ "*.backup": file, "*.keys": keys })[word] ?? word);
      const { exit, err } = await call(...named);
      expect({ typed, exit, err: exit === 0 ? "" : err, ofRoot: ofRoot() }).toEqual({
        ...{ typed, exit: 0, err: "", ofRoot: [] },
      });
    }
    expect(readdirSync(root, { recursive: true }).length).toBeGreaterThan(30);
  });

  it("gives away no file of root's that a link of that user leads to", async () => {
    const folder = join(root, "x/ngo-c");
    const own = mkdtempSync(join(tmpdir(), "safepassage-roots-own-"));
    writeFileSync(join(own, "file"), "");
    symlinkSync(join(own, "file"), join(folder, "keys/signing-key.lock"));
    await call("gateway", "init", folder, "--yes");
    const { exit } = await call("gateway", "keys", folder, "next");
    const { uid } = statSync(join(own, "file"));
    rmSync(own, { recursive: true });
    expect([exit, uid]).toEqual([0, OWN.uid]);
  });
});
