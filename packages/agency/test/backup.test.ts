import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFixedClock } from "@safepassage/core";
import { afterAll, describe, expect, it } from "vitest";
import { backUp, restore } from "../src/node.ts";
import { outgoing } from "../src/store/contract/rows.ts";
import { openKeyCopy, openKeySource } from "../src/store/keys/copy-keys.ts";
import { openKekFile } from "../src/store/keys/kek-file.ts";
import { KEY_FILES } from "../src/store/keys/key-folder.ts";
import type { AgencyStore } from "../src/store/ports.ts";
import { ENGINES } from "./engines.ts";

const root = mkdtempSync(join(tmpdir(), "sp-backup-"));
afterAll(() => rmSync(root, { recursive: true }));

describe.each(["sqlite", "postgres"] as const)("a backup, in %s", (engine) => {
  it("says that there is nothing to copy, takes no row that a table refuses, and leaves what was there", async () => {
    const at = (name: string) => join(root, `${engine}-${name}`);
    const [keys, to, keysTo] = [at("keys"), at("to"), at("keys-to")];
    const database = await ENGINES[engine](at("agency.db"));
    await expect(database.snapshot()).rejects.toMatchObject({ code: "GATEWAY_STORE_UNREADABLE" });

    const store = await database.open(keys);
    await store.transaction((tx) => tx.marks.set("own", "before"));
    const refused = database.fill();
    await expect(refused).rejects.toMatchObject({ code: "GATEWAY_STORE_IN_USE" });
    const snapshot = await database.snapshot();
    const { file } = await backUp({ snapshot, keys, to, keysTo, backupDays: 30 });
    await store.transaction((tx) => tx.marks.set("own", "after"));
    await store.close();

    const spoilt = at("spoilt.backup");
    const text = readFileSync(file, "utf8");
    for (const spoil of [
      text.replace(/^\["mark".*\n/m, "$&$&"),
      text.replace('"name":"own"', '"name":null'),
    ]) {
      expect(spoil).not.toBe(text);
      writeFileSync(spoilt, spoil);
      const filling = await database.fill();
      await expect(restore({ file: spoilt, filling, keys })).rejects.toMatchObject({
        code: "GATEWAY_BACKUP_INVALID",
      });
      expect(await own(await database.open(keys))).toBe("after");
    }
    await restore({ file, filling: await database.fill(), keys });
    expect(await own(await database.open(keys))).toBe("before");
    expect(readdirSync(to)).toHaveLength(1);
  });
});

it("a backup is read by its lines alone: a row may hold signs that others take for the end of one", async () => {
  const at = (name: string) => join(root, `lines-${name}`);
  const [keys, to, keysTo] = [at("keys"), at("to"), at("keys-to")];
  const database = await ENGINES.sqlite(at("agency.db"));
  const store = await database.open(keys);
  const text = "a\u2028b\u2029c\u0085d\re\nf";
  await store.transaction((tx) => tx.marks.set("own", text));
  await store.close();
  const snapshot = await database.snapshot();
  const { file } = await backUp({ snapshot, keys, to, keysTo, backupDays: 30 });
  await restore({ file, filling: await database.fill(), keys });
  expect(await own(await database.open(keys))).toBe(text);
});

it("a backup tells how far it is, also while it reads the copy back", async () => {
  const at = (name: string) => join(root, `far-${name}`);
  const [keys, to, keysTo] = [at("keys"), at("to"), at("keys-to")];
  const database = await ENGINES.sqlite(at("agency.db"));
  const store = await database.open(keys);
  await store.transaction(async ({ marks }) => {
    for (let mark = 0; mark < 1000; mark++) await marks.set(`mark-${mark}`, "x");
  });
  await store.close();
  const steps: string[] = [];
  await backUp({
    ...{ snapshot: await database.snapshot(), keys, to, keysTo, backupDays: 30 },
    progress: (rows, step) => steps.push(`${step} ${rows}`),
  });
  expect(steps).toContain("readBack 1000");
});

it("a backup removes what one was writing that was killed days ago, and nothing else", async () => {
  const at = (name: string) => join(root, `part-${name}`);
  const [keys, to, keysTo] = [at("keys"), at("to"), at("keys-to")];
  const database = await ENGINES.sqlite(at("agency.db"));
  const store = await database.open(keys);
  await store.transaction(({ outbox }) => outbox.add(outgoing("1")));
  await store.close();
  mkdirSync(to);
  const left = [
    "2026-11-20T090200.000Z.backup",
    "2026-11-23T090200.000Z.backup.part",
    "notes.part",
  ];
  mkdirSync(keysTo);
  const keysLeft = ["2026-11-23T090200.000Z.keys.part", "notes.part"];
  for (const name of ["2026-11-22T090200.000Z.keys.part", ...keysLeft]) {
    writeFileSync(join(keysTo, name), "");
  }
  for (const name of ["2026-11-22T090200.000Z.backup.part", ...left]) {
    writeFileSync(join(to, name), "ids in clear");
  }
  const clock = createFixedClock("2026-11-24T09:02:00Z");
  const snapshot = await database.snapshot();
  await backUp({ snapshot, keys, to, keysTo, backupDays: 30, clock });
  const made = "2026-11-24T090200.000Z.backup";
  expect(readdirSync(to).sort()).toEqual([...left, made].sort());
  const ownKeys = ["2026-11-24T090200.000Z.keys", KEY_FILES.journal];
  expect(readdirSync(keysTo).sort()).toEqual([...keysLeft, ...ownKeys].sort());
});

it("a backup needs no room beside the keys that it copies, nor beside their copy", async () => {
  const at = (name: string) => join(root, `beside-${name}`);
  const [keys, to, keysTo] = [at("keys"), at("to"), at("keys-to")];
  const database = await ENGINES.sqlite(at("agency.db"));
  const store = await database.open(keys);
  await store.transaction(({ outbox }) => outbox.add(outgoing("1")));
  await store.close();
  const before = readdirSync(keys);
  const source = openKeySource(keys);
  expect(readdirSync(keys)).toEqual(before);
  source.close();
  const snapshot = await database.snapshot();
  const { keysFile } = await backUp({ snapshot, keys, to, keysTo, backupDays: 30 });
  const copies = readdirSync(keysTo);
  const copy = openKeyCopy(keysFile, openKekFile(join(keys, KEY_FILES.kek), false));
  expect(copy.find("digest-1")).toHaveLength(32);
  expect(readdirSync(keysTo)).toEqual(copies);
  copy.close();
});

async function own(store: AgencyStore): Promise<string | undefined> {
  const found = await store.transaction((tx) => tx.marks.get("own"));
  await store.close();
  return found;
}
