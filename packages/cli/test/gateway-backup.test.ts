import { spawnSync } from "node:child_process";
import {
  cpSync,
  globSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, inject, it, vi } from "vitest";
import {
  backup,
  backups,
  canRead,
  contents,
  copies,
  first,
  folder,
  gateway,
  hashOf,
  keyBackups,
  made,
  makeReceivedForEach,
  octetsOf,
  root,
  second,
  start,
} from "./backed-up-gateway.ts";

// A gateway is a process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

makeReceivedForEach();

describe("safepassage gateway backup and restore", () => {
  it("copy what a gateway works with, and bring it back whole where disk and keys were lost, but for what was erased since", async () => {
    const before = await start();
    expect(before.counts.inbox).toBe(2);
    const { exit, out, err } = await backup("--json");
    expect([exit, err]).toEqual([0, ""]);
    expect(JSON.parse(out)).toMatchObject({ opened: 2, erased: 0, destroyed: [] });
    const { file, keysFile } = copies();
    for (const path of [file, keysFile, join(keyBackups, "erasures.log")]) {
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
    for (const path of [backups, keyBackups]) expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(readFileSync(file, "utf8")).not.toContain("staff-0042");

    const untouched = hashOf(join(contents, "message-keys.db"));
    const refused = await gateway("restore", "--from", file, "--keys-from", keysFile);
    expect([refused.exit, refused.err]).toEqual([1, held()]);
    expect((await gateway("migrate")).err).toEqual(held());
    expect(hashOf(join(contents, "message-keys.db"))).toBe(untouched);

    const erased = await gateway("erase", first, "--officer", "staff-0042", "--json");
    expect([erased.exit, JSON.parse(erased.out)]).toEqual([
      0,
      { erased: [first], already: [], refused: [] },
    ]);
    const later = await backup("--json");
    expect(JSON.parse(later.out)).toMatchObject({ opened: 1, erased: 0 });
    await before.stop();

    // The disk is lost. Of the keys only the copy that was kept elsewhere is there.
    rmSync(join(folder, "state"), { recursive: true });
    for (const name of readdirSync(contents)) {
      if (name !== "key-encryption.key") rmSync(join(contents, name));
    }
    const restored = await gateway("restore", "--from", file, "--keys-from", keysFile, "--json");
    expect([restored.exit, restored.err]).toEqual([0, ""]);
    expect(JSON.parse(restored.out)).toMatchObject({
      rows: { inbox: 2 },
      locksKept: 0,
      lost: {
        since: expect.stringMatching(/Z$/),
        ...{ withdrawals: [], unknown: [], undelivered: [], corrections: [], delivered: [] },
      },
    });
    expect(statSync(join(folder, "state")).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, "state/agency.db")).mode & 0o777).toBe(0o600);
    const after = await start();
    expect(after.counts).toEqual(before.counts);
    await after.stop();
    expect(await canRead(first, second)).toEqual([false, true]);
    expect(
      (await gateway("backup", "--to", join(root, "b2"), "--keys-to", keyBackups)).out,
    ).toContain("read back: 1 contents opened, 0 erased meanwhile");
  });

  it("keep the database that was there, and take keys that are whole as they are", async () => {
    await backup();
    const { exit, out } = await gateway("restore", "--from", copies().file);
    expect([exit, out]).toEqual([0, expect.stringContaining("0 messages sent, 2 received")]);
    expect(out).toContain("withdrawals: submit again each that was submitted since");
    expect(out).toContain("locks: lock out again each officer who was locked out since");
    expect(out).not.toContain("could not be read whole");
    expect(globSync("state/agency.db.*.replaced", { cwd: folder })).toHaveLength(1);
    expect(await canRead(first, second)).toEqual([true, true]);
  });

  it("say that the database that was there could not be read whole, since what it knew may be missing", async () => {
    await backup();
    writeFileSync(join(folder, "state/agency.db"), "x".repeat(9999));
    const { exit, out } = await gateway("restore", "--from", copies().file);
    expect([exit, out]).toEqual([
      0,
      expect.stringContaining("the database before could not be read whole"),
    ]);
    expect(await canRead(first, second)).toEqual([true, true]);
  });

  /** What is done to the copy of the database, and what is said of it. */
  const SPOILT: readonly (readonly [string, (text: string) => string, string])[] = [
    ["is cut off within a line", (text) => text.slice(0, -20), "no JSON"],
    ["lacks its end", (text) => text.slice(0, text.indexOf('["end"')), "it is cut off"],
    ["lacks a row", (text) => text.replace(/^\["inbox".*\n/m, ""), "1 rows of inbox, not 2"],
    [
      "holds a row twice",
      (text) => text.replace(/^\["mark".*\n/m, "$&$&"),
      "a row that mark does not",
    ],
    ["names another column", (text) => text.replace('"digest":', '"x) --":'), "another column in"],
    ["is of a later version", (text) => text.replace(/"schema":\d+/, '"schema":99'), "version 99"],
    ["goes on after its end", (text) => `${text}["mark",{}]\n`, "after its end"],
    ["is of another program", () => "create table recipe;", "no JSON"],
    ["is empty", () => "", "it is cut off"],
  ];

  it("restore nothing from a copy that is damaged, and change nothing, though the keys are good", async () => {
    await backup();
    const { file, keysFile } = copies();
    const text = readFileSync(file, "utf8");
    const before = octetsOf();
    const spoilt = join(root, "spoilt.backup");
    for (const [what, spoil, said] of SPOILT) {
      writeFileSync(spoilt, spoil(text));
      const { exit, out, err } = await gateway(
        "restore",
        "--from",
        spoilt,
        "--keys-from",
        keysFile,
      );
      expect([what, exit, out], err).toEqual([what, 1, ""]);
      expect(err, what).toContain("(GATEWAY_BACKUP_INVALID)");
      expect(err, what).toContain(said);
      expect(err, what).toContain(spoilt);
      expect(octetsOf(), what).toEqual(before);
    }
    expect(await canRead(first, second)).toEqual([true, true]);
  });

  it("restore nothing without the keys, with others, or from what is no copy of keys", async () => {
    await backup();
    const { file, keysFile } = copies();
    const before = octetsOf();
    const other = join(made, "x/ngo-b/keys/contents");
    const kek = join(contents, "key-encryption.key");
    const own = readFileSync(kek);
    const from = ["--from", file] as const;
    const refused = async (code: string, ...more: readonly string[]) => {
      const { exit, err } = await gateway("restore", ...more);
      expect([exit, err]).toEqual([1, expect.stringContaining(`(${code})`)]);
    };
    await refused("CLI_FILE_KIND", ...from, "--keys-from", file);
    await refused("GATEWAY_BACKUP_INVALID", ...from, "--keys-from", keyBackups);
    await refused("GATEWAY_BACKUP_INVALID", "--from", backups);
    await refused("GATEWAY_KEYS_DIFFER", ...from, "--keys-from", join(other, "message-keys.db"));
    expect(octetsOf()).toEqual(before);

    for (const [code, change] of [
      ["GATEWAY_KEYS_DIFFER", () => cpSync(join(other, "key-encryption.key"), kek)],
      ["GATEWAY_KEYS_MISSING", () => rmSync(kek)],
    ] as const) {
      change();
      const changed = octetsOf();
      await refused(code, ...from);
      await refused(code, ...from, "--keys-from", keysFile);
      // A backup that nobody could read is none, and leaves no copy.
      const more = ["--to", join(root, "b2"), "--keys-to", join(root, "k2")];
      expect((await gateway("backup", ...more)).err).toContain(`(${code})`);
      expect(globSync(["b2/*", "k2/*.keys"], { cwd: root })).toEqual([]);
      expect(octetsOf()).toEqual(changed);
    }
    writeFileSync(kek, own, { mode: 0o600 });
    rmSync(join(contents, "message-keys.db"));
    await refused("GATEWAY_KEYS_MISSING", ...from);
    expect((await gateway("restore", ...from, "--keys-from", keysFile)).exit).toBe(0);
    expect(await canRead(first, second)).toEqual([true, true]);
  });

  it("tell wrong uses apart, and leave no part of a backup that has no room or place", async () => {
    const aFile = join(folder, "agency.json");
    for (const [exit, said, ...args] of [
      [2, "(CLI_OPTION_MISSING)", "backup", "--to", backups],
      [2, "--keys-to is the folder of --to", "backup", "--to", backups, "--keys-to", backups],
      [1, "mkdir ended with EEXIST", "backup", "--to", aFile, "--keys-to", keyBackups],
      [1, "mkdir ended with ENOTDIR", "backup", "--to", backups, "--keys-to", join(aFile, "k")],
      [
        1,
        "/proc/none: mkdir ended with ENOENT",
        "backup",
        "--to",
        "/proc/none",
        "--keys-to",
        backups,
      ],
      [2, "(CLI_FILE_UNREADABLE)", "restore", "--from", join(root, "none.backup")],
    ] as const) {
      const [command, ...more] = args;
      const called = await gateway(command, ...more);
      expect([called.exit, called.out], said).toEqual([exit, ""]);
      expect(called.err).toContain(said);
      if (command === "backup" && exit === 1) {
        expect(called.err).toContain("(GATEWAY_BACKUP_UNWRITABLE)");
      }
    }
    const path = join(folder, "agency.json");
    const config = JSON.parse(readFileSync(path, "utf8"));
    writeFileSync(path, JSON.stringify({ ...config, backupDays: 0 }));
    const called = await backup();
    expect([called.exit, called.out]).toEqual([2, ""]);
    expect(called.err).toContain("no copy of keys");
    expect(globSync(["backups/*", "key-backups/*"], { cwd: root })).toEqual([]);
  });
});

it("safepassage gateway backup that runs out of room says so, and leaves no part of a copy", async () => {
  // Files of at most 32 KiB, as on a full disk, which a test cannot make. What SQLite needs to read fits.
  const db = new DatabaseSync(join(folder, "state/agency.db"));
  db.exec("INSERT INTO mark VALUES ('long', printf('%.*c', 65536, '0'))");
  db.close();
  const program = [process.execPath, inject("programs").command, "gateway", "backup", folder];
  const args = ["-c", 'ulimit -f 64; exec "$0" "$@"', ...program];
  const { status, stderr } = spawnSync(
    "sh",
    [...args, "--to", join(root, "b2"), "--keys-to", join(root, "k2")],
    { encoding: "utf8" },
  );
  expect([status, stderr]).toEqual([1, expect.stringContaining("(GATEWAY_BACKUP_UNWRITABLE)")]);
  expect(globSync(["b2/*", "k2/*"], { cwd: root })).toEqual([]);
});

describe("safepassage gateway erase", () => {
  it("refuses what nobody holds, and says which; while none runs too, it stays erased in a backup from before", async () => {
    await backup();
    const before = octetsOf();
    const officer = ["--officer", "staff-0042"] as const;
    for (const [digest, code] of [
      ["A".repeat(43), "(GATEWAY_MESSAGE_UNKNOWN)"],
      // One in 64 begins with a dash, and is no option.
      [`-${"A".repeat(42)}`, "(GATEWAY_MESSAGE_UNKNOWN)"],
      ["abc", "(SCHEMA_INVALID)"],
    ] as const) {
      const { exit, err } = await gateway("erase", digest, ...officer);
      expect([exit, err]).toEqual([1, expect.stringContaining(code)]);
      expect(err).toContain(`${digest}: `);
      expect(err).not.toContain("staff-0042");
    }
    expect((await gateway("erase", first, ...officer, "--assurance", "4")).exit).toBe(2);
    expect((await gateway("erase", first)).exit).toBe(2);
    expect(octetsOf().filter(([name]) => name?.includes("contents"))).toEqual(
      before.filter(([name]) => name?.includes("contents")),
    );

    // One that is refused stops none of the others, whichever comes first.
    const unknown = ["A".repeat(43), "abc"] as const;
    const several = await gateway(
      "erase",
      unknown[0],
      first,
      first,
      unknown[1],
      ...officer,
      "--json",
    );
    const { erased, refused } = JSON.parse(several.out);
    expect([several.exit, several.err, erased]).toEqual([1, "", [first]]);
    expect(refused).toMatchObject([
      { digest: unknown[0], code: "GATEWAY_MESSAGE_UNKNOWN", hint: expect.any(String) },
      { digest: unknown[1], code: "SCHEMA_INVALID", hint: expect.any(String) },
    ]);
    expect(readFileSync(join(contents, "erasures.log"), "utf8")).toContain(first);
    const { file, keysFile } = copies();
    // The copy of the keys from before still opens it: the journal of the folder has it destroyed again.
    expect((await gateway("restore", "--from", file, "--keys-from", keysFile)).exit).toBe(0);
    expect(await canRead(first, second)).toEqual([false, true]);
  });
});

const held = () => expect.stringContaining("(GATEWAY_STORE_IN_USE)");
