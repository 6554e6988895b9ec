import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { AgencyStore } from "../../index.ts";
import { inside } from "../contract/inside.ts";
import { openKeyFolder } from "../keys/key-folder.ts";
import { openSqliteStore } from "./store.ts";

const UNREADABLE = "GATEWAY_STORE_UNREADABLE";

it("a database that is found damaged counts so until the next start, although it can be written", async () => {
  const { store, path } = open();
  // More than SQLite keeps in memory.
  await store.transaction(async ({ events }) => {
    for (let turn = 0; turn < 3000; turn++)
      await events.add({ kind: "k", at: "2026-11-24T09:02:00Z", ref: "x".repeat(1500) });
  });
  await store.scrub();
  spoil(path);
  await expect(inside(store).events.after("k", 0, 3000)).rejects.toMatchObject({
    code: UNREADABLE,
  });
  await expectDamaged(store);
});

it("so does a file of keys", async () => {
  const { store, path, held } = open();
  const { keys } = held();
  await store.ready?.();
  const names = Array.from({ length: 20_000 }, (_, at) => `${at}`.padStart(99, "-"));
  keys.add(new Map(names.map((name) => [name, new Uint8Array(32)])));
  keys.clean();
  const [file = ""] = readdirSync(`${path}.keys`).filter((name) => name.endsWith(".db"));
  spoil(join(`${path}.keys`, file));
  expect(() => names.map((name) => keys.find(name))).toThrow(
    expect.objectContaining({ code: UNREADABLE }),
  );
  await expectDamaged(store);
});

function open() {
  const folder = mkdtempSync(join(tmpdir(), "safepassage-damage-"));
  const path = join(folder, "agency.db");
  let opened: ReturnType<typeof openKeyFolder> | undefined;
  const store = openSqliteStore(path, (place) => {
    opened = openKeyFolder(`${place}.keys`);
    return opened;
  });
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const held = () => {
    if (opened === undefined) throw new TypeError("no keys were opened");
    return opened;
  };
  return { store, path, held };
}

/** Writes noise over the second half of a file. */
function spoil(path: string): void {
  const octets = readFileSync(path);
  writeFileSync(path, octets.fill(0xee, octets.length >> 1));
}

async function expectDamaged(store: AgencyStore): Promise<void> {
  await inside(store).marks.set("still", "written");
  for (let look = 0; look < 2; look++) {
    await expect(store.isFull?.()).rejects.toMatchObject({ code: UNREADABLE });
  }
}
