import type { ControlledTransaction, Kysely } from "kysely";
import { createGroupCipher } from "../keys/cipher.ts";
import type { ContentCipher } from "../keys/content-cipher.ts";
import type { StoreKeys } from "../keys/message-keys.ts";
import type { AgencyStore, Tx } from "../ports.ts";
import { createSqlAnswers } from "./answers.ts";
import type { SqlEngine } from "./engine.ts";
import { createGroupCommit, type Group } from "./group-commit.ts";
import { createHeldKeys } from "./held-keys.ts";
import { createSqlHistory } from "./history.ts";
import { createSqlInbox, createSqlQuarantine } from "./inbox.ts";
import { createSqlOutbox } from "./outbox.ts";
import { createSettlement } from "./settle-erasures.ts";
import {
  createSqlEvents,
  createSqlMarks,
  createSqlReplay,
  createSqlReplies,
} from "./small-ports.ts";
import type { Tables } from "./tables.ts";

/**
 * Makes an {@link AgencyStore} over an engine. Before anything else it makes sure that the keys belong to the database,
 * and erases again what the journal knows to be erased.
 */
export function createSqlStore(engine: SqlEngine, { keys, journal }: StoreKeys): AgencyStore {
  const commits = createGroupCommit(engine, (db) => openGroup(db, keys));
  const settlement = createSettlement({ keys, journal }, (work) => commits.run(work));
  const clean = async (): Promise<void> => {
    await settlement.settle();
    keys.clean();
    await commits.alone(() => coded(() => engine.clean()));
  };
  const coded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw engine.failureOf(error);
    }
  };

  let started: Promise<void> | undefined;
  let closing: Promise<void> | undefined;
  /** A start that failed, as for a full disk, is tried again with the next call. */
  const start = (): Promise<void> => {
    started ??= settlement.start().catch((error: unknown) => {
      started = undefined;
      throw error;
    });
    return started;
  };
  return {
    ready: start,
    async transaction(work) {
      await start();
      return commits.run(({ tx }) => work(tx));
    },
    async scrub() {
      await start();
      await clean();
    },
    // Keys may lie on another disk than the database.
    isFull: () => commits.alone(() => coded(async () => keys.isFull() || (await engine.isFull()))),
    close() {
      closing ??= commits.alone(async () => {
        await engine.close();
        keys.close();
        journal.close();
      });
      return closing;
    },
  };
}

/** What the works of one transaction share. */
export interface Given {
  readonly db: ControlledTransaction<Tables>;
  readonly tx: Tx;
}

function openGroup(db: ControlledTransaction<Tables>, keys: StoreKeys["keys"]): Group<Given> {
  const cipher = createGroupCipher(keys);
  return {
    given: { db, tx: createTx(db, cipher) },
    undo: cipher.undo,
    keep: cipher.keep,
    beforeCommit() {
      // A content without its key would be lost; a key without its content harms nobody.
      if (cipher.made.size > 0) keys.add(cipher.made);
    },
  };
}

/** Makes the ports of one transaction. */
export function createTx(db: Kysely<Tables>, cipher: ContentCipher): Tx {
  const history = createSqlHistory(db);
  const parts = { history, keys: createHeldKeys(db), cipher };
  return {
    outbox: createSqlOutbox(db, parts),
    inbox: createSqlInbox(db, parts),
    quarantine: createSqlQuarantine(db, cipher),
    replay: createSqlReplay(db),
    history,
    answers: createSqlAnswers(db),
    replies: createSqlReplies(db),
    events: createSqlEvents(db),
    marks: createSqlMarks(db),
  };
}
