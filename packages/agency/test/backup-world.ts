import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFixedClock } from "@safepassage/core";
import { afterAll } from "vitest";
import { type Backup, type BackupOptions, backUp, restore } from "../src/node.ts";
import { drafted, incoming } from "../src/store/contract/rows.ts";
import { openKekFile } from "../src/store/keys/kek-file.ts";
import { KEY_FILES } from "../src/store/keys/key-folder.ts";
import { openMessageKeys } from "../src/store/keys/message-key-file.ts";
import type { Tx } from "../src/store/ports.ts";
import type { InboxRow } from "../src/store/rows.ts";
import { ENGINES, type TestDatabase } from "./engines.ts";

export type BackupWorld = Awaited<ReturnType<typeof createWorld>>;

/** Makes worlds for one file of tests, and removes them after it. */
export function makeWorlds() {
  const root = mkdtempSync(join(tmpdir(), "sp-backups-"));
  afterAll(() => rmSync(root, { recursive: true }));
  let worlds = 0;
  return (engine: keyof typeof ENGINES = "sqlite") =>
    createWorld(join(root, `${worlds++}`), engine);
}

/** Makes a database with its keys, a folder for copies of each, and what is done with them. */
async function createWorld(own: string, engine: keyof typeof ENGINES) {
  mkdirSync(own);
  const [place, folder] = [join(own, "agency.db"), join(own, "keys")];
  const [to, keysTo] = [join(own, "to"), join(own, "keys-to")];
  const database: TestDatabase = await ENGINES[engine](place);
  const work = async <T>(run: (tx: Tx) => Promise<T>): Promise<T> => {
    const store = await database.open(folder);
    try {
      await store.ready?.();
      const done = await store.transaction(run);
      await store.scrub();
      return done;
    } finally {
      await store.close();
    }
  };
  const each = (names: readonly string[], run: (tx: Tx, name: string) => Promise<unknown>) =>
    work(async (tx) => {
      for (const name of names) await run(tx, name);
    });
  let copy: Backup | undefined;
  return {
    ...{ place, folder, keysTo },
    look: work,
    /** The journal beside the copies of keys. */
    journal: join(keysTo, KEY_FILES.journal),
    take: (...names: readonly string[]) =>
      each(names, (tx, name) => tx.inbox.add({ ...incoming(name), digest: digestOf(name) })),
    erase: (...names: readonly string[]) =>
      each(names, (tx, name) => tx.inbox.erase(digestOf(name), "2026-11-24T09:02:00Z")),
    draft: (...names: readonly string[]) =>
      each(names, (tx, name) => tx.drafts.add(drafted(digestOf(name)))),
    /** Deletes drafts, which destroys what they ask for. */
    settle: (...names: readonly string[]) =>
      each(names, (tx, name) => tx.drafts.settle(digestOf(name), "2026-11-24T09:02:00Z")),
    openDrafts: () =>
      work(async (tx) => {
        const { rows } = await tx.drafts.list(NAMES.length);
        return NAMES.filter((name) => rows.some(({ id }) => id === digestOf(name)));
      }),
    leaveErasing: (name: string) => database.leaveErasing(digestOf(name), "2026-11-24T09:02:00Z"),
    /** Makes a copy, which the next restore brings back. */
    async backUp({
      at,
      ...other
    }: { readonly at?: string } & Partial<Pick<BackupOptions, "keysTo" | "roomAt">> = {}) {
      copy = await backUp({
        ...{ snapshot: await database.snapshot(), keys: folder, to, keysTo, backupDays: 30 },
        ...(at !== undefined && { clock: createFixedClock(at) }),
        ...other,
      });
      return copy;
    },
    /** @param isWithJournal - Whether the journal beside the copies of keys is given. */
    async restore({
      file = copy?.file ?? "",
      keysFile = copy?.keysFile ?? "",
      isWithKeys = true,
      isWithJournal = true,
    }: RestoreChoice = {}) {
      const journal = isWithJournal ? { journal: join(keysTo, KEY_FILES.journal) } : {};
      const keysFrom = isWithKeys ? { keysFrom: { file: keysFile, ...journal } } : {};
      const filling = await database.fill();
      return restore({ file, filling, keys: folder, ...keysFrom });
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

interface RestoreChoice {
  readonly file?: string;
  readonly keysFile?: string;
  readonly isWithKeys?: boolean;
  readonly isWithJournal?: boolean;
}

const NAMES = ["1", "2", "3", "4", "5"];
/** What is found in the place of a journal of erasures. */
export const DAMAGED = `${"no journal of erasures".padEnd(64)}\n`.repeat(2);
export const digestOf = (name: string) => name.padEnd(43, "A");
