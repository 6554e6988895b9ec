import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { KEY_FILES } from "../src/store/keys/key-folder.ts";
import { DAMAGED, digestOf, makeWorlds } from "./backup-world.ts";

const createWorld = makeWorlds();

describe("a journal of erasures", () => {
  it("is not taken for empty where it is missing: no erased message opens again", async () => {
    const world = await createWorld();
    await world.take("1", "2");
    await world.backUp();
    await world.erase("1");
    // All is lost but the key-encryption key. The copy of the keys is brought along, without the journal beside it.
    for (const name of [KEY_FILES.keys, KEY_FILES.journal]) rmSync(join(world.folder, name));
    const refused = {
      code: "GATEWAY_KEYS_MISSING",
      message: expect.stringContaining(join(world.folder, KEY_FILES.journal)),
    };
    await expect(world.restore({ isWithJournal: false })).rejects.toMatchObject(refused);
    // A start that is refused leaves no empty one, which would be taken for it.
    await expect(world.opened()).rejects.toMatchObject({ code: "GATEWAY_KEYS_MISSING" });
    await expect(world.restore({ isWithJournal: false })).rejects.toMatchObject(refused);
    expect(existsSync(join(world.folder, KEY_FILES.keys))).toBe(false);
  });

  it("that was begun anew is not taken for the one that was lost", async () => {
    const world = await createWorld();
    await world.take("1", "2");
    await world.backUp();
    await world.erase("1");
    const copy = await world.backUp();
    const early = readdirSync(world.keysTo).sort()[0] ?? "";
    const files = { file: join(dirname(copy.file), early.replace(".keys", ".backup")) };
    const chosen = { ...files, keysFile: join(world.keysTo, early) };
    for (const name of [KEY_FILES.keys, KEY_FILES.journal]) rmSync(join(world.folder, name));
    rmSync(world.place);
    await world.take("3");
    const refused = { code: "GATEWAY_KEYS_MISSING", message: expect.stringContaining("another") };
    await expect(world.restore({ ...chosen, isWithJournal: false })).rejects.toMatchObject(refused);
    expect(await world.opened()).toEqual(["3"]);
    await world.restore(chosen);
    expect(await world.opened()).toEqual(["2"]);
  });

  it("keeps in its copy what it has lost itself, and takes it back from there", async () => {
    const world = await createWorld();
    await world.take("1", "2", "3");
    await world.backUp();
    const kept = readFileSync(join(world.folder, KEY_FILES.journal));
    await world.erase("1");
    await world.backUp();
    // The folder's own is brought back from a copy that is too old.
    writeFileSync(join(world.folder, KEY_FILES.journal), kept);
    await world.erase("2");
    await world.backUp();
    const text = readFileSync(world.journal, "utf8");
    expect([text.includes(digestOf("1")), text.includes(digestOf("2"))]).toEqual([true, true]);
    rmSync(join(world.folder, KEY_FILES.keys));
    rmSync(join(world.folder, KEY_FILES.journal));
    await world.restore();
    const own = readFileSync(join(world.folder, KEY_FILES.journal), "utf8");
    expect([own.includes(digestOf("1")), own.includes(digestOf("2"))]).toEqual([true, true]);
    // It is another one now, and holds all that the copy does: the copy becomes one of it.
    await world.take("4");
    await world.erase("4");
    await world.backUp();
    expect(readFileSync(world.journal, "utf8")).toContain(digestOf("4"));
  });

  it("is not joined in its copy with that of another agency", async () => {
    const [one, other] = [await createWorld(), await createWorld()];
    await one.take("1", "2");
    await one.erase("1");
    await other.take("2");
    await one.backUp();
    const [before, names] = [readFileSync(one.journal), readdirSync(one.keysTo)];
    const refused = (why: string) => ({
      code: "GATEWAY_BACKUP_UNWRITABLE",
      message: expect.stringMatching(`^${one.keysTo}.* ${why}`),
    });
    const into = { keysTo: one.keysTo };
    await expect(other.backUp(into)).rejects.toMatchObject(refused("holds copies of other keys"));
    expect(readdirSync(one.keysTo)).toEqual(names);
    // Nor where its copies of keys have been moved elsewhere.
    for (const name of names.filter((name) => name.endsWith(".keys"))) {
      rmSync(join(one.keysTo, name));
    }
    await expect(other.backUp(into)).rejects.toMatchObject(refused("knows erasures"));
    expect(readFileSync(one.journal).equals(before)).toBe(true);
    expect(readdirSync(one.keysTo)).toEqual([KEY_FILES.journal]);
  });

  it("that is damaged stops a backup, and its copy stays; so does a damaged copy", async () => {
    const world = await createWorld();
    await world.take("1");
    await world.backUp();
    const good = readFileSync(world.journal);
    for (const [path, code] of [
      [join(world.folder, KEY_FILES.journal), "GATEWAY_STORE_UNREADABLE"],
      [world.journal, "GATEWAY_BACKUP_UNWRITABLE"],
    ] as const) {
      const kept = readFileSync(path);
      writeFileSync(path, DAMAGED);
      const refused = { code, message: expect.stringContaining(path) };
      await expect(world.backUp()).rejects.toMatchObject(refused);
      if (path !== world.journal) expect(readFileSync(world.journal).equals(good)).toBe(true);
      writeFileSync(path, kept);
    }
  });
});
