import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFixedClock } from "@safepassage/core";
import { randomId } from "@safepassage/message";
import { requestOnConsent } from "@safepassage/testing/request-on-consent";
import { afterAll, describe, expect, it } from "vitest";
import { type Agency, backUp, makeTestExchange, openAgency, restore } from "../src/node.ts";
import type { DraftRequest } from "../src/send/draft/draft-request.ts";
import { parseBackupLine } from "../src/store/backup/format.ts";
import { createGroupCipher } from "../src/store/keys/cipher.ts";
import { openKekFile } from "../src/store/keys/kek-file.ts";
import { KEY_FILES } from "../src/store/keys/key-folder.ts";
import { openMessageKeys } from "../src/store/keys/message-key-file.ts";
import { ENGINES, type TestDatabase } from "./engines.ts";
import { inDays } from "./open-both.ts";

const root = mkdtempSync(join(tmpdir(), "sp-horizon-"));
afterAll(() => rmSync(root, { recursive: true }));

const BACKUP_DAYS = 30;

describe.each(["sqlite", "postgres"] as const)("an erasure, in %s", (engine) => {
  it("cannot be undone by any backup once these are too old, and its neighbour can still be read", async () => {
    const folder = join(root, engine);
    const sides = await Promise.all(
      makeTestExchange(folder).map(
        async (own) => new Side(own, await ENGINES[engine](join(own, "state/agency.db"))),
      ),
    );
    const [b, c] = sides as [Side, Side];
    await open(sides, 0);
    const [erased, neighbour] = [await send(b, c), await send(b, c)];
    const open1 = async (digest: string) => [await b.opens(digest), await c.opens(digest)];
    for (const side of sides) await side.backUp(0);
    expect([await open1(erased), await open1(neighbour)]).toEqual([BOTH, BOTH]);

    const row = await b.store?.transaction((tx) => tx.outbox.findByDigest(erased));
    const consentRef = row?.content?.message.private["private.consentRefs"][0] ?? "";
    const officer = { id: "staff-0042", assurance: 2 };
    await b.agency.withdraw({ digest: erased, consentRef, officer }, c.agency);
    await c.agency.deliver(b.agency);
    const after = await b.store?.transaction((tx) => tx.outbox.findByDigest(erased));
    expect([after?.erasedAt !== undefined, after?.certificate !== undefined]).toEqual([true, true]);
    // The tables and keys of today, with every backup of the database: nothing. With yesterday's keys: still all of it.
    expect(await open1(erased)).toEqual(BOTH);
    for (const side of sides) expect(await side.opens(erased, [side.keys])).toBe(false);
    expect(await open1(neighbour)).toEqual(BOTH);

    // A restored database holds the ciphertext again, and the store erases it again before anything else.
    for (const side of sides) {
      await side.close();
      await side.restore({ keys: true });
      expect(await side.database.contentOf(erased)).toBeDefined();
    }
    await open(sides, 1);
    for (const side of sides) {
      expect(await side.database.contentOf(erased)).toBeUndefined();
      expect(await side.database.contentOf(neighbour)).toBeDefined();
      expect(await side.opens(erased, [side.keys])).toBe(false);
    }
    expect((await c.agency.read(neighbour))?.message).toBeDefined();

    for (const side of sides) await side.backUp(BACKUP_DAYS + 1);
    expect([await open1(erased), await open1(neighbour)]).toEqual([NEITHER, BOTH]);
    for (const side of sides) await side.close();
  }, 60_000);

  it("needs its keys: without them, or with others, nothing starts and nothing changes", async () => {
    const folder = join(root, `${engine}-keys`);
    const [own = "", other = ""] = makeTestExchange(folder);
    const side = new Side(own, await ENGINES[engine](join(own, "state/agency.db")));
    await open([side], 0);
    await side.close();
    await expect(side.database.open(join(folder, "none")).then(ready)).rejects.toMatchObject({
      code: "GATEWAY_KEYS_MISSING",
    });
    const foreign = new Side(other, await ENGINES[engine](join(other, "state/agency.db")));
    await open([foreign], 0);
    await foreign.close();
    await expect(side.database.open(foreign.keys).then(ready)).rejects.toMatchObject({
      code: "GATEWAY_KEYS_DIFFER",
    });
    await side.database.open(side.keys).then(ready);
  });
});

const BOTH = [true, true];
const NEITHER = [false, false];

/** One agency with its database, its keys and all its backups. */
class Side {
  readonly keys: string;
  readonly backups: string;
  readonly keyBackups: string;
  agency!: Agency;
  store: Awaited<ReturnType<TestDatabase["open"]>> | undefined;
  readonly folder: string;
  readonly database: TestDatabase;
  constructor(folder: string, database: TestDatabase) {
    this.folder = folder;
    this.database = database;
    this.keys = join(folder, "keys/contents");
    this.backups = join(folder, "../backups", folder.split("/").at(-1) ?? "");
    this.keyBackups = `${this.backups}-keys`;
  }

  async backUp(day: number) {
    const made = await backUp({
      snapshot: await this.database.snapshot(),
      ...{ keys: this.keys, to: this.backups, keysTo: this.keyBackups, backupDays: BACKUP_DAYS },
      clock: createFixedClock(inDays(day)),
    });
    expect(made.opened).toBeGreaterThan(0);
    for (const file of [made.file, made.keysFile]) expect(statSync(file).mode & 0o777).toBe(0o600);
  }

  /** Brings the oldest backup back. */
  async restore({ keys }: { readonly keys: boolean }) {
    const [file = ""] = listed(this.backups, ".backup");
    const [keysFile = ""] = listed(this.keyBackups, ".keys");
    const journal = join(this.keyBackups, KEY_FILES.journal);
    await restore({
      ...{ file, filling: await this.database.fill(), keys: this.keys },
      ...(keys && { keysFrom: { file: keysFile, journal } }),
    });
  }

  async close() {
    await this.agency.close();
  }

  /** Whether a thief reads a message who has the key-encryption key, the tables, all backups, and these keys. */
  async opens(digest: string, keys = [this.keys, ...listed(this.keyBackups, ".keys")]) {
    const contents = [await this.database.contentOf(digest), ...this.inBackups(digest)];
    return keys.some((place) =>
      contents.some((octets) => octets !== undefined && this.decrypts(digest, octets, place)),
    );
  }

  private inBackups(digest: string): readonly Uint8Array[] {
    return listed(this.backups, ".backup").flatMap((file) =>
      readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .map(parseBackupLine)
        .flatMap(([, row]) => {
          const { digest: of, content } = row as Record<string, unknown>;
          return of === digest && content instanceof Uint8Array ? [content] : [];
        }),
    );
  }

  private decrypts(digest: string, octets: Uint8Array, place: string): boolean {
    const file = place === this.keys ? join(place, KEY_FILES.keys) : place;
    const kek = openKekFile(join(this.keys, KEY_FILES.kek), false);
    const keys = openMessageKeys(file, () => kek);
    const text = createGroupCipher(keys).decrypt(digest, "content", octets);
    keys.close();
    return text?.includes('"message":{"clear"') ?? false;
  }
}

async function open(sides: readonly Side[], day: number): Promise<void> {
  for (const side of sides) {
    const store = await side.database.open(side.keys);
    side.store = store;
    side.agency = await openAgency(side.folder, { store, clock: createFixedClock(inDays(day)) });
  }
}

async function send(from: Side, to: Side): Promise<string> {
  const draft = ofAnother(requestOnConsent());
  const plan = await from.agency.prepare(draft);
  if (!plan.maySend) throw new Error(plan.explain());
  const sent = await from.agency.send(plan, to.agency);
  expect(sent.state).toBe("decided");
  return sent.digest;
}

/** The same of another person: with other ids. */
function ofAnother(draft: DraftRequest): DraftRequest {
  const text = JSON.stringify(draft).replaceAll("case-1", `case-${randomId()}`);
  const ids = new Set(text.match(/(?<=")[\w-]{22}(?=")/g));
  return JSON.parse([...ids].reduce((all, id) => all.replaceAll(id, randomId()), text));
}

async function ready(store: Awaited<ReturnType<TestDatabase["open"]>>): Promise<void> {
  await store.ready?.().finally(() => store.close());
}

const listed = (folder: string, end: string): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(end))
    .sort()
    .map((name) => join(folder, name));
