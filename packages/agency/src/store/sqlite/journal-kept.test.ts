import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { inside } from "../contract/inside.ts";
import { incoming } from "../contract/rows.ts";
import { readCommitCount } from "../keys/commit-count.ts";
import { openKeyFolder } from "../keys/key-folder.ts";
import type { AgencyStore } from "../ports.ts";
import { openSqliteStore } from "./store.ts";

const UNREADABLE = { code: "GATEWAY_STORE_UNREADABLE" };
let root: string;
let store: AgencyStore;
const at = (name: string): string => join(root, name);
const open = (): AgencyStore => openSqliteStore(at("state/agency.db"), () => openKeyFolder(root));
const [journal, count] = ["erasures.log", "commits.count"];
const look = async () => store.isFull?.();
/** Takes in a message and erases it. */
const erased = async (name: string): Promise<void> => {
  const row = incoming(name);
  await inside(store).inbox.add(row);
  await inside(store).inbox.erase(row.digest, "2026-11-24T09:02:00Z");
  await store.scrub();
};

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "safepassage-kept-"));
  mkdirSync(at("state"));
  store = open();
  await erased("1");
  for (const name of [journal, count]) copyFileSync(at(name), at(`yesterday-${name}`));
  await erased("2");
});
afterEach(async () => {
  await store.close();
  rmSync(root, { recursive: true, force: true });
});

it.each<[string, () => void]>([
  ["overwritten with an earlier one", () => copyFileSync(at(`yesterday-${journal}`), at(journal))],
  ["replaced by an earlier one", () => renameSync(at(`yesterday-${journal}`), at(journal))],
  ["removed", () => rmSync(at(journal))],
])(
  "a journal of erasures that is %s is told at the next look, and whole after the next start",
  async (_, spoil) => {
    expect(await look()).toBe(false);
    spoil();
    await expect(look()).rejects.toMatchObject(UNREADABLE);
    await expect(erased("3")).rejects.toMatchObject(UNREADABLE);
    await store.close();
    store = open();
    await store.scrub();
    expect(await look()).toBe(false);
    const text = readFileSync(at(journal), "latin1");
    for (const name of ["1", "2", "3"]) expect(text).toContain(incoming(name).digest);
  },
);

it.each<[string, () => void]>([
  ["overwritten with an earlier one", () => copyFileSync(at(`yesterday-${count}`), at(count))],
  ["replaced by an earlier one", () => renameSync(at(`yesterday-${count}`), at(count))],
  ["emptied", () => writeFileSync(at(count), "")],
  ["removed", () => rmSync(at(count))],
])(
  "a count of commits that is %s is written again, at the next look and at the end",
  async (_, spoil) => {
    const before = readFileSync(at(count), "latin1");
    spoil();
    await look();
    expect(readFileSync(at(count), "latin1") >= before).toBe(true);
    rmSync(at(count));
    await store.close();
    expect(readCommitCount(at(count))).toBeGreaterThanOrEqual(Number(before));
  },
);
