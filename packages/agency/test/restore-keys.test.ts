import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { backUp, restore } from "../src/node.ts";
import { incoming } from "../src/store/contract/rows.ts";
import { openKekFile } from "../src/store/keys/kek-file.ts";
import { KEY_FILES } from "../src/store/keys/key-folder.ts";
import { openMessageKeys } from "../src/store/keys/message-key-file.ts";
import type { Tx } from "../src/store/ports.ts";
import type { InboxRow } from "../src/store/rows.ts";
import { ENGINES, type TestDatabase } from "./engines.ts";

const root = mkdtempSync(join(tmpdir(), "sp-keys-"));
afterAll(() => rmSync(root, { recursive: true }));
let worlds = 0;

describe.each(["sqlite", "postgres"] as const)("keys that are brought back, in %s", (engine) => {
  it("leave those that are newer than the copy, and no key of what was erased comes back", async () => {
    const world = await createWorld(engine);
    await world.take("1", "2", "3");
    await world.erase("1");
    await world.backUp();
    await world.take("4", "5");
    await world.erase("2", "4");
    expect(world.keys()).toEqual(["3", "5"]);
    expect((await world.restore()).keys).toEqual({ broughtBack: 0, kept: 1 });
    expect(world.keys()).toEqual(["3", "5"]);
    expect(await world.opened()).toEqual(["3"]);
  });

  it.each([true, false])(
    "are not those of what was erased just before a kill, and not journalled yet (keys brought back: %s)",
    async (isWithKeys) => {
      const world = await createWorld(engine);
      await world.take("1", "2");
      await world.backUp();
      await world.take("3");
      await world.leaveErasing("1");
      await world.leaveErasing("3");
      await world.restore(isWithKeys);
      expect(world.keys()).toEqual(["2"]);
      expect(await world.opened()).toEqual(["2"]);
    },
  );

  it("are those of the copy where the folder has none, but for what was erased since", async () => {
    const world = await createWorld(engine);
    await world.take("1", "2");
    await world.backUp();
    await world.erase("1");
    rmSync(join(world.folder, KEY_FILES.keys));
    expect((await world.restore()).keys).toEqual({ broughtBack: 1, kept: 0 });
    expect(world.keys()).toEqual(["2"]);
    expect(await world.opened()).toEqual(["2"]);
  });
});

describe("keys that are brought back", () => {
  it("open the database that was there too, if that is put back", async () => {
    const world = await createWorld("sqlite");
    await world.take("1");
    await world.backUp();
    await world.take("2");
    await world.restore();
    expect(await world.opened()).toEqual(["1"]);
    rmSync(world.place);
    renameSync(`${world.place}.replaced`, world.place);
    expect(await world.opened()).toEqual(["1", "2"]);
  });

  it("are joined with those of a gateway that began anew after a loss", async () => {
    const world = await createWorld("sqlite");
    await world.take("1", "2");
    await world.backUp();
    rmSync(world.place);
    rmSync(join(world.folder, KEY_FILES.keys));
    await world.take("2", "3");
    expect((await world.restore()).keys).toEqual({ broughtBack: 1, kept: 1 });
    expect(world.keys()).toEqual(["1", "2", "3"]);
    expect(await world.opened()).toEqual(["1", "2"]);
  });

  it.each([
    [KEY_FILES.keys, "GATEWAY_STORE_UNREADABLE", (path: string) => writeFileSync(path, "no keys")],
    [KEY_FILES.journal, "GATEWAY_KEYS_MISSING", (path: string) => rmSync(path)],
  ] as const)(
    "are not, and nothing changes, where %s cannot be joined",
    async (name, code, spoil) => {
      const world = await createWorld("sqlite");
      await world.take("1");
      await world.backUp();
      await world.take("2");
      const [path, kept] = [join(world.folder, name), readFileSync(join(world.folder, name))];
      spoil(path);
      const refused = { code, message: expect.stringContaining(path) };
      await expect(world.restore()).rejects.toMatchObject(refused);
      writeFileSync(path, kept);
      expect(await world.opened()).toEqual(["1", "2"]);
    },
  );
});

/** A database with its keys, and one copy of both. */
async function createWorld(engine: keyof typeof ENGINES) {
  const own = join(root, String(worlds++));
  mkdirSync(own);
  const [place, folder] = [join(own, "agency.db"), join(own, "keys")];
  const database: TestDatabase = await ENGINES[engine](place);
  const work = async <T>(run: (tx: Tx) => Promise<T>): Promise<T> => {
    const store = await database.open(folder);
    await store.ready?.();
    const done = await store.transaction(run);
    await store.scrub();
    await store.close();
    return done;
  };
  const each = (names: readonly string[], run: (tx: Tx, name: string) => Promise<unknown>) =>
    work(async (tx) => {
      for (const name of names) await run(tx, name);
    });
  const copy = { file: "", keysFile: "" };
  return {
    place,
    folder,
    take: (...names: readonly string[]) =>
      each(names, (tx, name) => tx.inbox.add({ ...incoming(name), digest: digestOf(name) })),
    erase: (...names: readonly string[]) =>
      each(names, (tx, name) => tx.inbox.erase(digestOf(name), "2026-11-24T09:02:00Z")),
    leaveErasing: (name: string) => database.leaveErasing(digestOf(name), "2026-11-24T09:02:00Z"),
    async backUp() {
      const to = { to: join(own, "to"), keysTo: join(own, "keys-to"), backupDays: 30 };
      Object.assign(
        copy,
        await backUp({ snapshot: await database.snapshot(), keys: folder, ...to }),
      );
    },
    async restore(isWithKeys = true) {
      const journal = join(own, "keys-to", KEY_FILES.journal);
      const keysFrom = isWithKeys ? { keysFrom: { file: copy.keysFile, journal } } : {};
      const filling = await database.fill();
      return restore({ file: copy.file, filling, keys: folder, ...keysFrom });
    },
    /** The messages whose keys are there. */
    keys() {
      const kek = openKekFile(join(folder, KEY_FILES.kek), false);
      const keys = openMessageKeys(join(folder, KEY_FILES.keys), () => kek);
      const found = NAMES.filter((name) => keys.find(digestOf(name)) !== undefined);
      keys.close();
      return found;
    },
    /** The messages whose content can be read. */
    opened: () =>
      work(async (tx) => {
        const rows: (InboxRow | undefined)[] = [];
        for (const name of NAMES) rows.push(await tx.inbox.findByDigest(digestOf(name)));
        return NAMES.filter((_, index) => rows[index]?.content !== undefined);
      }),
  };
}

const NAMES = ["1", "2", "3", "4", "5"];
const digestOf = (name: string) => name.padEnd(43, "A");
