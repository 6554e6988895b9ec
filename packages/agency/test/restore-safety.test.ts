import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { openKeyFolder } from "../src/node.ts";
import { KEY_FILES } from "../src/store/keys/key-folder.ts";
import { type BackupWorld, DAMAGED, digestOf, makeWorlds } from "./backup-world.ts";

const createWorld = makeWorlds();

describe("a content without a key", () => {
  it("that nobody erased makes no good backup, and the refusal says how many there are", async () => {
    const world = await createWorld();
    await world.take("1", "2", "3");
    loseKeys(world, "2");
    await world.erase("3");
    const refused = { code: "GATEWAY_KEYS_INCOMPLETE", message: expect.stringMatching(/^1 of 2 /) };
    await expect(world.backUp()).rejects.toMatchObject(refused);
    expect(readdirSync(world.keysTo)).toEqual([KEY_FILES.journal]);
    await world.erase("2");
    expect(await world.backUp()).toMatchObject({ opened: 1, erased: 0 });
  });

  it("makes no good backup either where another set of keys lies in the folder", async () => {
    const world = await createWorld();
    await world.take("1", "2", "3");
    beginAnew(world);
    await expect(world.backUp()).rejects.toMatchObject({ code: "GATEWAY_KEYS_DIFFER" });
    expect(readdirSync(world.keysTo)).toEqual([KEY_FILES.journal]);
  });

  it("is not restored with keys from before it came, unless it was erased; the copies of one time are", async () => {
    const world = await createWorld();
    await world.take("1");
    const early = await world.backUp();
    await world.take("2", "3", "4");
    const late = await world.backUp();
    await world.erase("4");
    rmSync(join(world.folder, KEY_FILES.keys));
    const before = readFileSync(world.place);
    const refused = {
      code: "GATEWAY_KEYS_INCOMPLETE",
      message: expect.stringMatching(/^2 of 4 /),
      hint: expect.stringContaining("not newer than the keys"),
    };
    await expect(
      world.restore({ file: late.file, keysFile: early.keysFile }),
    ).rejects.toMatchObject(refused);
    expect(readFileSync(world.place).equals(before)).toBe(true);
    expect(existsSync(join(world.folder, KEY_FILES.keys))).toBe(false);
    await world.restore({ file: early.file, keysFile: early.keysFile });
    expect(await world.opened()).toEqual(["1"]);
  });

  it("is not restored with keys of the folder that have lost it", async () => {
    const world = await createWorld();
    await world.take("1", "2");
    await world.backUp();
    loseKeys(world, "2");
    const refused = { code: "GATEWAY_KEYS_INCOMPLETE", message: expect.stringMatching(/^1 of 2 /) };
    await expect(world.restore({ isWithKeys: false })).rejects.toMatchObject(refused);
    await world.restore();
    expect(await world.opened()).toEqual(["1", "2"]);
  });
});

describe("a restore that fails", () => {
  it.each(["copy", "folder"])(
    "changes nothing where the journal of the %s is damaged",
    async (of) => {
      const world = await createWorld();
      await world.take("1");
      await world.backUp();
      await world.take("2");
      const path = of === "copy" ? world.journal : join(world.folder, KEY_FILES.journal);
      const kept = readFileSync(path);
      writeFileSync(path, DAMAGED);
      const code = of === "copy" ? "GATEWAY_BACKUP_INVALID" : "GATEWAY_STORE_UNREADABLE";
      const refused = { code, message: expect.stringContaining(path) };
      for (let i = 0; i < 2; i++) await expect(world.restore()).rejects.toMatchObject(refused);
      expect(readFileSync(path, "utf8")).toBe(DAMAGED);
      writeFileSync(path, kept);
      expect(replacedOf(world)).toEqual([]);
      expect(await world.opened()).toEqual(["1", "2"]);
    },
  );

  it("and every later one leave the database from before beside it", async () => {
    const world = await createWorld();
    await world.take("1");
    await world.backUp();
    await world.take("2");
    await world.restore();
    await world.restore();
    const [first = "", ...more] = replacedOf(world);
    expect(more).toHaveLength(1);
    rmSync(world.place);
    renameSync(first, world.place);
    expect(await world.opened()).toEqual(["1", "2"]);
  });

  it("never writes to the copies", async () => {
    const world = await createWorld();
    await world.take("1", "2");
    await world.erase("1");
    await world.backUp();
    // A part of a line, as a copy by other means may have it.
    const text = `${readFileSync(world.journal, "utf8")}${digestOf("2").slice(0, 9)}`;
    writeFileSync(world.journal, text);
    chmodSync(world.journal, 0o400);
    await world.restore();
    expect(readFileSync(world.journal, "utf8")).toBe(text);
    expect(await world.opened()).toEqual(["2"]);
  });

  it("for another program has the keys changes nothing, whatever database is filled", async () => {
    const world = await createWorld();
    await world.take("1");
    await world.backUp();
    const held = openKeyFolder(world.folder);
    const refused = { code: "GATEWAY_STORE_IN_USE" };
    await expect(world.restore()).rejects.toMatchObject(refused);
    held.close();
    expect(replacedOf(world)).toEqual([]);
    await world.restore();
    expect(await world.opened()).toEqual(["1"]);
  });

  it("leaves no copy of keys behind that no erasure reaches", async () => {
    const world = await createWorld();
    await world.take("1");
    const { keysFile } = await world.backUp();
    const next = join(world.folder, `${KEY_FILES.keys}.restoring`);
    const leftovers = [
      next,
      `${next}-wal`,
      `${next}.new`,
      join(world.folder, `${KEY_FILES.keys}.new`),
    ];
    const isThere = () => leftovers.map((path) => existsSync(path));
    const leave = () => {
      for (const path of leftovers) writeFileSync(path, readFileSync(keysFile));
    };
    leave();
    openKeyFolder(world.folder).close();
    expect(isThere()).toEqual([false, false, false, false]);
    leave();
    await world.restore();
    expect(isThere()).toEqual([false, false, false, false]);
  });
});

describe("a copy on the agency's own disk", () => {
  it.each([
    [33_554_432, 2 ** 40, true],
    [33_554_431, 2 ** 40, false],
    [50, 1000, true],
    [49, 1000, false],
  ])(
    "ends before it takes the last room of the gateway: %i octets of %i",
    async (free, all, isMade) => {
      const world = await createWorld();
      await world.take("1");
      const made = world.backUp({ roomAt: () => ({ free, all }) });
      if (isMade) return expect(await made).toMatchObject({ opened: 1 });
      const refused = { code: "GATEWAY_BACKUP_UNWRITABLE", message: expect.stringMatching(/MiB$/) };
      await expect(made).rejects.toMatchObject(refused);
      const [to, keysTo] = [join(dirname(world.place), "to"), world.keysTo];
      expect([to, keysTo].map((folder) => readdirSync(folder))).toEqual([[], []]);
    },
  );
});

describe("a copy of keys", () => {
  it("is destroyed by the backup of the day that is backupDays later, whatever the hour", async () => {
    const world = await createWorld();
    await world.take("1");
    const { keysFile } = await world.backUp({ at: "2026-11-24T02:00:05.000Z" });
    expect((await world.backUp({ at: "2026-12-23T23:59:59.000Z" })).destroyed).toEqual([]);
    const last = await world.backUp({ at: "2026-12-24T02:00:03.000Z" });
    expect(last.destroyed).toEqual([basename(keysFile)]);
  });

  it("that a clock ahead has dated is destroyed once another is there: nobody knows its day", async () => {
    const world = await createWorld();
    await world.take("1");
    const ahead = basename((await world.backUp({ at: "2036-11-24T02:00:05.000Z" })).keysFile);
    await world.erase("1");
    const { destroyed, keysFile } = await world.backUp({ at: "2026-11-24T02:00:05.000Z" });
    const keys = () => readdirSync(world.keysTo).filter((name) => name.endsWith(".keys"));
    expect([destroyed, keys()]).toEqual([[ahead], [basename(keysFile)]]);
    // A clock that is a little behind destroys none.
    await world.backUp({ at: "2026-11-23T23:59:00.000Z" });
    expect(keys()).toHaveLength(2);
  });

  it("is destroyed with what a backup that was killed has left beside it", async () => {
    const world = await createWorld();
    await world.take("1");
    const { keysFile } = await world.backUp({ at: "2026-11-24T02:00:05.000Z" });
    const left = ["-journal", "-wal", "-shm"].map((end) => `${keysFile}${end}`);
    for (const path of left) writeFileSync(path, "pages with keys", { mode: 0o600 });
    await world.backUp({ at: "2026-12-23T02:00:05.000Z" });
    expect(left.every((path) => existsSync(path))).toBe(true);
    const { destroyed } = await world.backUp({ at: "2026-12-24T02:00:05.000Z" });
    const old = [keysFile, ...left].map((path) => basename(path));
    expect([...destroyed].sort()).toEqual(old.sort());
    expect(readdirSync(world.keysTo).filter((name) => old.includes(name))).toEqual([]);
  });

  it("is destroyed before a new one is made, also where there is no room for that; the newest stays until then", async () => {
    const world = await createWorld();
    await world.take("1");
    for (const day of ["22", "23"]) await world.backUp({ at: `2026-11-${day}T02:00:05.000Z` });
    const last = await world.backUp({ at: "2026-11-24T02:00:05.000Z" });
    const [to, newest] = [dirname(last.file), basename(last.keysFile)];
    const brokenOff = join(to, "2026-12-22T020005.000Z.backup.part");
    // In the way of the copy, which is told as a full disk is.
    const inTheWay = join(to, "2026-12-24T020005.000Z.backup.part");
    for (const path of [brokenOff, inTheWay]) writeFileSync(path, "a part");
    const at = "2026-12-24T02:00:05.000Z";
    await expect(world.backUp({ at })).rejects.toMatchObject({ code: "GATEWAY_BACKUP_UNWRITABLE" });
    const keys = () => readdirSync(world.keysTo).filter((name) => name.endsWith(".keys"));
    expect([keys(), existsSync(brokenOff)]).toEqual([[newest], false]);

    rmSync(inTheWay, { force: true });
    const { destroyed, keysFile } = await world.backUp({ at });
    expect([destroyed, keys()]).toEqual([[newest], [basename(keysFile)]]);
  });
});

/** Removes keys of messages, as no erasure does. */
function loseKeys({ folder }: BackupWorld, ...names: readonly string[]): void {
  const opened = openKeyFolder(folder);
  opened.keys.destroy(names.map(digestOf));
  opened.close();
}

/** Has a new set of keys under the same key-encryption key. */
function beginAnew({ folder }: BackupWorld): void {
  rmSync(join(folder, KEY_FILES.keys));
  const opened = openKeyFolder(folder);
  opened.keys.begin();
  opened.close();
}

/** Databases from before a restore, the oldest first. */
const replacedOf = ({ place }: BackupWorld): readonly string[] =>
  readdirSync(dirname(place))
    .filter((name) => name.endsWith(".replaced"))
    .sort()
    .map((name) => join(dirname(place), name));
