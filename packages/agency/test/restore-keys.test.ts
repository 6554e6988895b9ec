import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { KEY_FILES } from "../src/store/keys/key-folder.ts";
import { digestOf, makeWorlds } from "./backup-world.ts";

const createWorld = makeWorlds();

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
      await world.restore({ isWithKeys });
      expect(world.keys()).toEqual(["2"]);
      expect(await world.opened()).toEqual(["2"]);
    },
  );

  it("are not those of what was erased before the copy, though a kill left them in the folder", async () => {
    const world = await createWorld(engine);
    await world.take("1", "2");
    await world.leaveErasing("1");
    const { keysFile } = await world.backUp();
    expect(world.keys()).toEqual(["1", "2"]);
    expect(readFileSync(keysFile).includes(digestOf("1"))).toBe(false);
    expect(readFileSync(keysFile).includes(digestOf("2"))).toBe(true);
    rmSync(join(world.folder, KEY_FILES.keys));
    expect((await world.restore()).keys).toEqual({ broughtBack: 1, kept: 0 });
    expect(await world.opened()).toEqual(["2"]);
  });

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

describe("a draft that was sent or deleted", () => {
  it("does not come back, also where the journal was lost since", async () => {
    const world = await createWorld("sqlite");
    await world.draft("1", "2", "3");
    await world.take("4", "5");
    await world.backUp();
    await world.settle("1");
    await world.erase("4");
    rmSync(join(world.folder, KEY_FILES.journal));
    await world.settle("2");
    const journal = readFileSync(join(world.folder, KEY_FILES.journal), "utf8");
    for (const name of ["1", "2", "4"]) expect(journal).toContain(digestOf(name));
    await world.restore();
    expect(await world.openDrafts()).toEqual(["3"]);
    expect(await world.opened()).toEqual(["5"]);
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
    const replaced = readdirSync(dirname(world.place)).find((name) => name.endsWith(".replaced"));
    renameSync(join(dirname(world.place), replaced ?? ""), world.place);
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
