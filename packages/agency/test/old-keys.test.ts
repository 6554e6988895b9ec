import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { openKekFile } from "../src/store/keys/kek-file.ts";
import { KEY_FILES } from "../src/store/keys/key-folder.ts";
import { findKeyFaults } from "../src/store/keys/look-at-keys.ts";
import { openMessageKeys } from "../src/store/keys/message-key-file.ts";
import { NEWEST_CONTENTS } from "../src/store/sql/newest-contents.ts";
import { type BackupWorld, digestOf, makeWorlds } from "./backup-world.ts";

const createWorld = makeWorlds();

/** Puts the file of keys back by hand, as it was when this was called. */
function keepKeys({ folder }: BackupWorld): () => void {
  const place = join(folder, KEY_FILES.keys);
  copyFileSync(place, `${place}.old`);
  return () => copyFileSync(`${place}.old`, place);
}

function hasKey({ folder }: BackupWorld, name: string): boolean {
  const keys = openMessageKeys(join(folder, KEY_FILES.keys), () =>
    openKekFile(join(folder, KEY_FILES.kek), false),
  );
  const found = keys.find(digestOf(name));
  keys.close();
  return found !== undefined;
}

const open = (world: BackupWorld) => world.look(async () => {});

describe("a file of keys that somebody has put back by hand", () => {
  it("loses the keys again that were destroyed since, though the database knows of them", async () => {
    const world = await createWorld();
    await world.take("1", "2", "3");
    await world.erase("1");
    const putBack = keepKeys(world);
    await world.erase("2");
    putBack();
    expect(hasKey(world, "2")).toBe(true);
    await open(world);
    expect(["1", "2", "3"].map((name) => hasKey(world, name))).toEqual([false, false, true]);
  });

  it("does so where the journal is an earlier one too", async () => {
    const world = await createWorld();
    await world.take("1", "2", "3");
    await world.erase("1");
    const [journal, putBack] = [join(world.folder, KEY_FILES.journal), keepKeys(world)];
    copyFileSync(journal, `${journal}.old`);
    await world.erase("2");
    putBack();
    copyFileSync(`${journal}.old`, journal);
    await open(world);
    expect(["1", "2", "3"].map((name) => hasKey(world, name))).toEqual([false, false, true]);
  });

  it("is found where it lacks the key of the newest content, unless that is erased", async () => {
    const world = await createWorld();
    await world.take("1");
    const putBack = keepKeys(world);
    const newest = () => {
      const db = new DatabaseSync(world.place, { readOnly: true });
      const rows = db.prepare(NEWEST_CONTENTS).all();
      const named = db.prepare("SELECT value FROM mark WHERE name = 'keys'").get()?.["value"];
      db.close();
      return findKeyFaults(
        world.folder,
        String(named),
        rows.map((row) => String(row["digest"])),
      );
    };
    await world.take("2");
    expect(newest()).toEqual([]);
    putBack();
    const error = expect.objectContaining({
      code: "GATEWAY_KEYS_INCOMPLETE",
      message: expect.stringContaining(digestOf("2")),
    });
    expect(newest()).toEqual([{ file: KEY_FILES.keys, error }]);
    await world.erase("2");
    expect(newest()).toEqual([]);
  });
});
