import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inside } from "../contract/inside.ts";
import { incoming } from "../contract/rows.ts";
import { openKeyFolder } from "../keys/key-folder.ts";
import type { AgencyStore } from "../ports.ts";
import { openSqliteStore } from "./store.ts";

const UNREADABLE = { code: "GATEWAY_STORE_UNREADABLE" };

describe("a store whose files go elsewhere while it is open", () => {
  let root: string;
  let store: AgencyStore;
  const at = (name: string): string => join(root, name);
  const open = (): AgencyStore =>
    openSqliteStore(at("state/agency.db"), () => openKeyFolder(at("keys")));
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), "safepassage-moved-"));
    mkdirSync(at("state"));
    store = open();
    await inside(store).inbox.add(incoming("1"));
  });
  afterEach(async () => {
    await store.close();
    rmSync(root, { recursive: true, force: true });
  });

  /** As `mv` to another disk does. */
  const carry = (from: string, to: string): void => {
    cpSync(at(from), at(to), { recursive: true });
    rmSync(at(from), { recursive: true });
  };

  it.each<[string, () => void]>([
    ["moved to another disk", () => carry("state", "elsewhere")],
    [
      "moved to another disk, with a link in its place",
      () => {
        carry("state", "elsewhere");
        symlinkSync("elsewhere", at("state"));
      },
    ],
    [
      "replaced by a copy",
      () => {
        carry("state/agency.db", "agency.db");
        renameSync(at("agency.db"), at("state/agency.db"));
      },
    ],
    ["left without its log", () => rmSync(at("state/agency.db-wal"))],
    ["left without its keys", () => carry("keys", "elsewhere")],
  ])("takes nothing in that the next start would not know, once it is %s", async (_, move) => {
    move();
    await expect(inside(store).inbox.add(incoming("2"))).rejects.toMatchObject(UNREADABLE);
    await expect((async () => store.isFull?.())()).rejects.toMatchObject(UNREADABLE);
  });

  it("goes on by itself once its files are back", async () => {
    renameSync(at("state"), at("elsewhere"));
    await expect(inside(store).inbox.add(incoming("2"))).rejects.toMatchObject(UNREADABLE);
    renameSync(at("elsewhere"), at("state"));
    await inside(store).inbox.add(incoming("2"));
    expect(await store.isFull?.()).toBe(false);
    await store.close();
    store = open();
    expect(await inside(store).inbox.find("sender", "2")).toBeDefined();
  });
});
