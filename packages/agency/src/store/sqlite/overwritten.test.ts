import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inside } from "../contract/inside.ts";
import { incoming } from "../contract/rows.ts";
import { requireOwnLog } from "../file/own-log.ts";
import { COMMITS } from "../keys/commit-count.ts";
import { openKeyFolder } from "../keys/key-folder.ts";
import { KEY_WRITES } from "../keys/message-key-file.ts";
import type { AgencyStore } from "../ports.ts";
import { readEarlierState } from "../sql/earlier-state.ts";
import { openSqliteStore } from "./store.ts";

const MIXED = { code: "GATEWAY_STORE_MIXED" };
const OVERWRITTEN = {
  code: "GATEWAY_STORE_UNREADABLE",
  message: expect.stringContaining("was overwritten with an earlier one"),
};

let root: string;
let store: AgencyStore;
const at = (name: string): string => join(root, name);
const open = (name = "state"): AgencyStore =>
  openSqliteStore(at(`${name}/agency.db`), () => openKeyFolder(at(`${name}/keys`)));
/** A write that needs no further page: no check of the pages shows that it is lost. */
const note = (value: string) => store.transaction(({ marks }) => marks.set("note", value));
const noted = () => store.transaction(({ marks }) => marks.get("note"));
const reopen = async (): Promise<void> => {
  await store.close();
  store = open();
};

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "safepassage-overwritten-"));
  mkdirSync(at("state"));
  store = open();
  await note("1");
  await reopen();
  // As the copy of yesterday.
  copyFileSync(at("state/agency.db"), at("yesterday.db"));
  await note("2");
});
afterEach(async () => {
  await store.close();
  rmSync(root, { recursive: true, force: true });
});

/** Leaves the files as a kill does, in a folder of their own. */
function killed(): string {
  rmSync(at("killed"), { recursive: true, force: true });
  mkdirSync(at("killed"));
  for (const end of ["", "-wal"]) {
    copyFileSync(at(`state/agency.db${end}`), at(`killed/agency.db${end}`));
  }
  return at("killed/agency.db");
}

describe("a database that somebody has copied over another one, whose log is still there", () => {
  it("is refused, and goes on as it is in its file once the log is moved away", async () => {
    await reopen();
    await note("3");
    const place = killed();
    expect(() => requireOwnLog(place, COMMITS)).not.toThrow();
    copyFileSync(at("yesterday.db"), place);
    for (const _ of [1, 2]) {
      expect(() => open("killed")).toThrow(expect.objectContaining(MIXED));
    }
    rmSync(`${place}-wal`);
    expect(() => requireOwnLog(place, COMMITS)).not.toThrow();
  });

  it("is refused where the log is the older one of both", async () => {
    copyFileSync(at("state/agency.db-wal"), at("yesterday.db-wal"));
    for (const value of ["3", "4", "5"]) await note(value);
    await reopen();
    const place = killed();
    copyFileSync(at("yesterday.db-wal"), `${place}-wal`);
    expect(() => requireOwnLog(place, COMMITS)).toThrow(expect.objectContaining(MIXED));
  });

  it("is taken where the log holds all that the copy lacks", async () => {
    const place = killed();
    copyFileSync(at("yesterday.db"), place);
    expect(() => requireOwnLog(place, COMMITS)).not.toThrow();
  });

  it("is never found where there was a kill, whenever that was", async () => {
    // More than SQLite gathers in a log before it brings that into the file, several times.
    for (let one = 0; one < 120; one++) {
      await note(`${one} ${"0".repeat(one % 3 === 0 ? 150_000 : 100)}`);
      if (one % 4 === 0) expect(() => requireOwnLog(killed(), COMMITS)).not.toThrow();
    }
  });
});

describe("a file of keys that somebody has copied over another one", () => {
  const keys = () => at("state/keys/message-keys.db");
  const take = (name: string) => inside(store).inbox.add(incoming(name));
  beforeEach(async () => {
    await take("1");
    await reopen();
    copyFileSync(keys(), at("yesterday-keys.db"));
    await take("2");
    await reopen();
    await take("3");
  });

  it("is refused where the log of the other one is still there", async () => {
    const place = at("killed-keys.db");
    for (const end of ["", "-wal"]) copyFileSync(`${keys()}${end}`, `${place}${end}`);
    expect(() => requireOwnLog(place, KEY_WRITES)).not.toThrow();
    copyFileSync(at("yesterday-keys.db"), place);
    expect(() => requireOwnLog(place, KEY_WRITES)).toThrow(expect.objectContaining(MIXED));
  });

  it("takes nothing in where that happens while it is open", async () => {
    copyFileSync(at("yesterday-keys.db"), keys());
    await expect(take("4")).rejects.toMatchObject(OVERWRITTEN);
    await expect((async () => store.isFull?.())()).rejects.toMatchObject(OVERWRITTEN);
    await store.close();
    expect(() => open()).toThrow(expect.objectContaining(MIXED));
  });
});

describe("a database that somebody overwrites in its place while it is open", () => {
  it("loses nothing where the log holds all that the copy lacks", async () => {
    copyFileSync(at("yesterday.db"), at("state/agency.db"));
    await note("3");
    await reopen();
    expect(await noted()).toBe("3");
  });

  it("goes on by itself once what was there is there again", async () => {
    await reopen();
    copyFileSync(at("state/agency.db"), at("today.db"));
    await note("3");
    copyFileSync(at("yesterday.db"), at("state/agency.db"));
    await expect(noted()).rejects.toMatchObject(OVERWRITTEN);
    await expect((async () => store.isFull?.())()).rejects.toMatchObject(OVERWRITTEN);
    await expect(store.scrub?.()).rejects.toMatchObject(OVERWRITTEN);
    copyFileSync(at("today.db"), at("state/agency.db"));
    expect(await noted()).toBe("3");
    await reopen();
    expect(await noted()).toBe("3");
  });

  it("leaves its log to the next start, which tells of it, and goes on in the earlier state once the log is away", async () => {
    await reopen();
    await note("3");
    copyFileSync(at("yesterday.db"), at("state/agency.db"));
    await store.close();
    expect(() => open()).toThrow(expect.objectContaining(MIXED));
    rmSync(at("state/agency.db-wal"));
    rmSync(at("state/agency.db-shm"));
    store = open();
    expect(await noted()).toBe("1");
    expect(await store.transaction(readEarlierState)).toMatchObject({ lost: 2 });
  });

  it("is not found in what SQLite writes into the file by itself", async () => {
    await inside(store).inbox.add(incoming("1"));
    for (let one = 0; one < 60; one++) await note(`${one} ${"0".repeat(150_000)}`);
    await store.scrub?.();
    await note("last");
    expect(await noted()).toBe("last");
  });
});
