import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, it } from "vitest";
import { inside } from "../contract/inside.ts";
import { requireSound } from "./sound.ts";
import { openSqliteStore } from "./store.ts";

const folder = mkdtempSync(join(tmpdir(), "safepassage-disk-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newFile = (): string => join(folder, `${files++}.db`);
const AT = "2026-11-24T09:02:00Z";

async function madeFile(): Promise<string> {
  const path = newFile();
  const store = openSqliteStore(path);
  await inside(store).events.add({ kind: "k", at: AT });
  await store.close();
  return path;
}

describe("openSqliteStore on a file that cannot be used", () => {
  it.each<[string, (path: string) => void]>([
    ["is no database", (path) => writeFileSync(path, "keep me ".repeat(1000))],
    ["is damaged", (path) => writeFileSync(path, readFileSync(path).fill(7, 100))],
    ["has damaged pages", (path) => writeFileSync(path, withDamage(readFileSync(path)))],
    ["lacks its end", (path) => truncateSync(path, 8192)],
    ["is empty", (path) => truncateSync(path)],
    ["is a folder", (path) => replaceBy(path, mkdirSync)],
    ["is a link to itself", (path) => replaceBy(path, () => symlinkSync(path, path))],
    [
      "is in a file",
      (path) => replaceBy(join(path, ".."), () => writeFileSync(join(path, ".."), "")),
    ],
    ["is in no folder", (path) => replaceBy(join(path, ".."), () => {})],
  ])("says so where it %s, and leaves it", async (_, spoil) => {
    const made = await madeFile();
    const place = join(mkdtempSync(join(folder, "spoilt-")), "in");
    mkdirSync(place);
    const path = join(place, "agency.db");
    copyFileSync(made, path);
    spoil(path);
    const before = octetsOf(path);
    expect(() => openSqliteStore(path)).toThrow(
      expect.objectContaining({ code: "GATEWAY_STORE_UNREADABLE", fault: "self" }),
    );
    expect(octetsOf(path)).toEqual(before);
  });

  it("looks at all pages of one that is not too large for that", async () => {
    const path = await madeFile();
    writeFileSync(path, withDamage(readFileSync(path)));
    const db = new DatabaseSync(path, { readOnly: true });
    const { size } = statSync(path);
    expect(() => requireSound(db, size)).toThrow(
      expect.objectContaining({ code: "GATEWAY_STORE_UNREADABLE" }),
    );
    requireSound(db, size - 1);
    db.close();
  });

  it("says so where only its log is there, and leaves that", async () => {
    const [path, lost] = [newFile(), newFile()];
    const store = openSqliteStore(path);
    await inside(store).events.add({ kind: "k", at: AT });
    copyFileSync(`${path}-wal`, `${lost}-wal`);
    await store.close();
    const { size } = statSync(`${lost}-wal`);
    expect(size).toBeGreaterThan(0);
    expect(() => openSqliteStore(lost)).toThrow(
      expect.objectContaining({ code: "GATEWAY_STORE_UNREADABLE" }),
    );
    expect(existsSync(lost)).toBe(false);
    expect(statSync(`${lost}-wal`).size).toBe(size);
  });

  it("says so of a lock that cannot be taken, which nobody holds", async () => {
    const path = await madeFile();
    replaceBy(`${path}.lock`, mkdirSync);
    expect(() => openSqliteStore(path)).toThrow(
      expect.objectContaining({ code: "GATEWAY_STORE_UNREADABLE" }),
    );
  });

  it("makes a missing one, though a killed process had begun to", async () => {
    const path = newFile();
    writeFileSync(`${path}.new`, "a part");
    await openSqliteStore(path).close();
    expect(existsSync(`${path}.new`)).toBe(false);
    expect(statSync(path).size).toBeGreaterThan(0);
  });

  it("makes a missing one, also behind a link", async () => {
    const [path, link] = [newFile(), newFile()];
    symlinkSync(path, link);
    const store = openSqliteStore(link);
    await inside(store).events.add({ kind: "k", at: AT });
    await store.close();
    const again = openSqliteStore(path);
    expect(await inside(again).events.after("k", 0, 64)).toHaveLength(1);
    await again.close();
  });
});

describe("openSqliteStore on a full disk", () => {
  it("makes no part of a database", async () => {
    const place = mkdtempSync(join(folder, "new-"));
    const path = join(place, "agency.db");
    expect(inLittleRoom(16, path, "")).toEqual(["GATEWAY_STORE_FULL"]);
    expect(readdirSync(place)).toEqual(["agency.db.lock"]);
    await openSqliteStore(path).close();
  });

  it("keeps nothing of a transaction, says why, and goes on when there is room", async () => {
    const path = await madeFile();
    const said = inLittleRoom(
      blocksOf(path) + 128,
      path,
      `
      say(await store.isFull());
      const add = (ref) => store.transaction(async ({ events }) => {
        await events.add({ kind: "k", at: ${JSON.stringify(AT)}, ref: "first" });
        await events.add({ kind: "k", at: ${JSON.stringify(AT)}, ref });
      });
      const error = await add("x".repeat(4_000_000)).catch((error) => error);
      say(error.code, error.cause?.code, error.cause?.errcode);
      say(await store.isFull());
      say((await store.transaction(({ events }) => events.after("k", 0, 64))).length);
      await add("small");
      say((await store.transaction(({ events }) => events.after("k", 0, 64))).length);
      `,
    );
    expect(said).toEqual([
      "false",
      expect.stringMatching(/^GATEWAY_STORE_FULL ERR_SQLITE_ERROR (13|778)$/),
      "true",
      "1",
      "3",
    ]);
  });

  it("says so where the keys of contents alone have no room, until they have", async () => {
    const path = await madeFile();
    const said = inLittleRoom(
      512,
      path,
      `
      const { keys } = held;
      keys.begin();
      const add = (count) => {
        const more = Array.from({ length: count }, (_, at) => [at + Math.random() + "-".repeat(99), new Uint8Array(32)]);
        keys.add(new Map(more));
      };
      const codeOf = (work) => { try { work(); } catch (error) { return error.code; } };
      say(await store.isFull(), codeOf(() => add(5000)), await store.isFull());
      let code;
      while (code === undefined) code = codeOf(() => add(50));
      say(code, await store.isFull());
      await store.transaction(({ marks }) => marks.set("still", "written"));
      `,
    );
    expect(said).toEqual(["false GATEWAY_STORE_FULL false", "GATEWAY_STORE_FULL keys"]);
  });

  it("finds out by itself that there is room again", async () => {
    const path = await madeFile();
    const said = inLittleRoom(
      4096,
      path,
      `
      const ref = "x".repeat(4_000_000);
      const add = () => store.transaction(({ events }) => events.add({ kind: "k", at: "", ref }));
      say((await add().catch((error) => error)).code);
      say(await store.isFull());
      say(await store.transaction(({ marks }) => marks.get("room")));
      `,
    );
    expect(said).toEqual(["GATEWAY_STORE_FULL", "false", "undefined"]);
  });

  it("lets a database be read, and is scrubbed later, though opening cannot scrub it", async () => {
    const [path, copy] = [newFile(), newFile()];
    const store = openSqliteStore(path);
    const long = "a-long-text".repeat(40_000);
    await inside(store).events.add({ kind: "k", at: AT, ref: long });
    for (const end of ["", "-wal"]) copyFileSync(path + end, copy + end);
    cpSync(`${path}.keys`, `${copy}.keys`, { recursive: true });
    await store.close();
    const logged = statSync(`${copy}-wal`).size;
    expect(logged).toBeGreaterThan(long.length);
    const said = inLittleRoom(
      Math.max(blocksOf(copy), 64),
      copy,
      `
      say((await store.transaction(({ events }) => events.after("k", 0, 64))).length);
      say((await store.scrub().catch((error) => error)).code);
      `,
    );
    expect(said).toEqual(["1", "GATEWAY_STORE_FULL"]);
    const reopened = openSqliteStore(copy);
    expect(statSync(`${copy}-wal`).size).toBe(0);
    expect((await inside(reopened).events.after("k", 0, 64))[0]?.ref).toBe(long);
    await reopened.close();
  });
});

/** Octets of a database with twenty pages of noise, from the third on. Its head stays. */
const withDamage = (octets: Buffer): Buffer => {
  randomBytes(20 * 4096).copy(octets, 2 * 4096);
  return octets;
};

const blocksOf = (path: string): number => Math.ceil(statSync(path).size / 512);

/** Reads the octets of a file; `undefined` if it is missing or a folder. */
const octetsOf = (path: string): Buffer | undefined =>
  existsSync(path) && statSync(path).isFile() ? readFileSync(path) : undefined;

function replaceBy(path: string, make: (path: string) => void): void {
  rmSync(path, { recursive: true, force: true });
  make(path);
}

/** Works on a store in a process whose files may have so many blocks of 512 octets. Returns the lines it says. */
function inLittleRoom(blocks: number, path: string, work: string): readonly string[] {
  const module = new URL("./store.ts", import.meta.url).href;
  const ofKeys = new URL("../keys/key-folder.ts", import.meta.url).href;
  const program = `
    const { openSqliteStore } = await import(${JSON.stringify(module)});
    const { openKeyFolder } = await import(${JSON.stringify(ofKeys)});
    const say = (...words) => console.log(words.join(" ") || "undefined");
    try {
      let held;
      const store = openSqliteStore(${JSON.stringify(path)}, (place) => {
        held = openKeyFolder(place + ".keys");
        return held;
      });
      ${work}
      await store.close();
    } catch (error) { say(error.code ?? error.stack); }`;
  const args = ["--conditions=@safepassage/source", "--input-type=module", "-e", program];
  const limited = `ulimit -f ${blocks}; exec "$0" "$@"`;
  const run = ["-c", limited, process.execPath, ...args];
  return execFileSync("sh", run, { encoding: "utf8" }).trim().split("\n");
}
