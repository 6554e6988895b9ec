import type { ControlledTransaction, Kysely } from "kysely";
import { AgencyError } from "../../setting/agency-error.ts";
import type { RoomAt } from "../../setting/disk-room.ts";
import { openStoreRoom } from "../file/store-room.ts";
import { createGroupCipher } from "../keys/cipher.ts";
import { type CommitCounter, createCommitCounter } from "../keys/commit-count.ts";
import type { ContentCipher, RequireRoom } from "../keys/content-cipher.ts";
import type { StoreKeys } from "../keys/message-keys.ts";
import type { AgencyStore, Tx } from "../ports.ts";
import { createSqlAnswers } from "./answers.ts";
import { createSqlConsents } from "./consents.ts";
import { createSqlDrafts } from "./drafts.ts";
import { takeUp } from "./earlier-state.ts";
import type { SqlEngine } from "./engine.ts";
import { createGroupCommit, type Group } from "./group-commit.ts";
import { createHeldKeys } from "./held-keys.ts";
import { createSqlHistory } from "./history.ts";
import { createSqlInbox, createSqlQuarantine } from "./inbox.ts";
import { createSqlLabels } from "./labels.ts";
import { createSqlOutbox } from "./outbox.ts";
import { createSqlPeople } from "./people.ts";
import { createSqlRecalls } from "./recalls.ts";
import { createSqlReplyLinks } from "./reply-links.ts";
import { createSqlReviews } from "./reviews.ts";
import { createSettlement } from "./settle-erasures.ts";
import {
  createSqlChanges,
  createSqlErasures,
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
export function createSqlStore(
  engine: SqlEngine,
  { keys, journal, commits: known, folder, close }: StoreKeys,
  roomAt?: RoomAt,
): AgencyStore {
  const counter = createCommitCounter(known);
  const room = openStoreRoom({ keys: folder, database: engine.folder }, roomAt);
  /** Which disk has only the room left that is kept for erasing, and how much was stored since somebody looked. */
  let [full, storedSince] = [room.fullOf(), 0];
  const lookAtRoom = () => {
    [full, storedSince] = [room.fullOf(), 0];
    return full;
  };
  const requireRoom: RequireRoom = (octets, needOf = () => "room") => {
    storedSince += octets;
    if (full === false && storedSince < LOOK_AFTER) return;
    const found = lookAtRoom();
    if (found !== false) room.require(needOf(), found);
  };
  /** How often the database was found put back behind a connection that lasts. */
  let putBack = 0;
  /** Counts states of the database that nobody has joined with its keys yet. */
  const stateNow = (): number => engine.connection + putBack;
  const commits = createGroupCommit(engine, (db) =>
    openGroup(db, {
      ...{ keys, counter, engine, requireRoom },
      state: stateNow(),
      onPutBack() {
        putBack += 1;
      },
    }),
  );
  const settlement = createSettlement({ keys, journal });
  /** Runs works on one state only: another was not joined yet. */
  const runOn = (state: number) =>
    function run<T>(work: (given: Given) => Promise<T>): Promise<T> {
      return commits.run((given) => {
        if (given.state === state) return work(given);
        throw new AgencyError(
          "GATEWAY_STORE_AWAY",
          "the connection was lost, or the database put back",
        );
      });
    };
  const coded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw engine.failureOf(error);
    }
  };

  /** Whether an erasure could not be journalled, or its key not destroyed. */
  let isUnsettled = false;
  /** The state in which the database was joined with its keys. */
  let joined = 0;
  let joining: Promise<void> | undefined;
  let closing: Promise<void> | undefined;
  const settle = async (run: ReturnType<typeof runOn>): Promise<void> => {
    try {
      await settlement.settle(run);
      isUnsettled = false;
    } catch (error) {
      isUnsettled = true;
      throw error;
    }
  };
  const join = async (): Promise<void> => {
    while (joined !== stateNow()) {
      const state = stateNow();
      const run = runOn(state);
      await settlement.join(run);
      // Before anything is erased again, which is counted too.
      await takeUp(run, known, counter, engine.name === "postgres");
      await settlement.start(run);
      // What is held can be read on a full disk. This is tried again when somebody asks how full it is.
      const failure = await failureIn(() => settle(run));
      if (failure !== undefined && failure.code !== FULL) throw failure;
      joined = state;
    }
  };
  /** Joins the database with its keys, if that is new or was put back. What failed, as for a full disk, is tried with the next call. */
  const start = async (): Promise<ReturnType<typeof runOn>> => {
    await coded(() => engine.connect());
    if (joined !== stateNow()) {
      joining ??= join().finally(() => {
        joining = undefined;
      });
      await joining;
    }
    return runOn(joined);
  };
  return {
    ...(engine.name === "postgres" && { isOnServer: true }),
    async ready() {
      await start();
    },
    async transaction(work) {
      const run = await start();
      return run(({ tx }) => work(tx));
    },
    async scrub() {
      await settle(await start());
      keys.clean();
      await commits.alone(() => coded(() => engine.clean()));
    },
    async isFull() {
      await coded(() => engine.connect());
      // It is tried again each time that somebody asks, so that an erasure waits no longer than the disk makes it.
      const failure = isUnsettled ? await failureIn(async () => settle(await start())) : undefined;
      // Keys may lie on another disk than the database.
      const full = await commits.alone(() =>
        coded(async () => {
          journal.requireKept();
          known.keep();
          if (keys.isFull()) return "keys";
          return (await engine.isFull()) || lookAtRoom();
        }),
      );
      if (full !== false || failure === undefined) return full;
      // Database and file of keys can be written: what cannot is the journal beside the keys.
      if (failure.code === FULL) return "keys";
      throw failure;
    },
    close() {
      closing ??= commits.alone(async () => {
        await engine.close();
        close();
      });
      return closing;
    },
  };
}

const FULL = "GATEWAY_STORE_FULL";
/** 64 KiB of contents: far less than is kept for erasing on any disk that holds a database. */
const LOOK_AFTER = 65_536;

/** What a work throws; `undefined` if it ends well. */
const failureIn = (work: () => Promise<void>): Promise<{ readonly code?: string } | undefined> =>
  work().then(
    () => undefined,
    (error) => error,
  );

/** What the works of one transaction share. */
export interface Given {
  readonly db: ControlledTransaction<Tables>;
  readonly tx: Tx;
  /** The state of the database that the transaction began on. */
  readonly state: number;
}

function openGroup(
  db: ControlledTransaction<Tables>,
  {
    keys,
    counter,
    engine,
    requireRoom,
    state,
    onPutBack,
  }: {
    readonly keys: StoreKeys["keys"];
    readonly counter: CommitCounter;
    readonly engine: SqlEngine;
    readonly requireRoom: RequireRoom;
    readonly state: number;
    readonly onPutBack: () => void;
  },
): Group<Given> {
  const cipher = createGroupCipher(keys, requireRoom);
  const tx = createTx(db, cipher);
  return {
    given: { db, tx, state },
    undo: cipher.undo,
    keep: cipher.keep,
    async beforeCommit() {
      if (engine.hasWritten && !(await counter.beforeCommit(tx.marks))) {
        onPutBack();
        throw new AgencyError("GATEWAY_STORE_AWAY", "the database was put back meanwhile");
      }
      // A content without its key would be lost; a key without its content harms nobody.
      if (cipher.made.size > 0) keys.add(cipher.made);
    },
    afterCommit() {
      if (engine.hasWritten) counter.afterCommit();
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
    quarantine: createSqlQuarantine(db),
    replay: createSqlReplay(db),
    history,
    answers: createSqlAnswers(db),
    replies: createSqlReplies(db),
    erasures: createSqlErasures(db),
    events: createSqlEvents(db),
    changes: createSqlChanges(db),
    marks: createSqlMarks(db),
    // No exchange needs these.
    get recalls() {
      return createSqlRecalls(db);
    },
    get consents() {
      return createSqlConsents(db);
    },
    get reviews() {
      return createSqlReviews(db);
    },
    get people() {
      return createSqlPeople(db);
    },
    get drafts() {
      return createSqlDrafts(db, cipher);
    },
    get links() {
      return createSqlReplyLinks(db);
    },
    get labels() {
      return createSqlLabels(db);
    },
  };
}
