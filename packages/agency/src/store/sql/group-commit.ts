import { CompiledQuery, type ControlledTransaction } from "kysely";
import type { SqlEngine } from "./engine.ts";
import type { Tables } from "./tables.ts";

/**
 * Runs works one after the other, and several in one transaction: what waits when a transaction begins is committed with
 * it, so that one write to the disk makes all of it durable. Each work still fails by itself.
 */
export interface GroupCommit<Given> {
  /** Resolves when the work is durable. If it throws, nothing of it is kept. */
  run<T>(work: (given: Given) => Promise<T>): Promise<T>;
  /** Runs something between two transactions. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** What the works of one transaction are given. */
export interface Group<Given> {
  readonly given: Given;
  /** Forgets what a work that failed has left here. */
  undo(): void;
  /** Marks that a work has ended well. */
  keep(): void;
  /** Called once, before the transaction commits. */
  beforeCommit(): Promise<void>;
  /** Called once the transaction is durable. */
  afterCommit(): void;
}

/** Makes an empty queue of works over an engine. */
export function createGroupCommit<Given>(
  engine: SqlEngine,
  open: (db: ControlledTransaction<Tables>) => Group<Given>,
): GroupCommit<Given> {
  const waiting: (Work<Given> | Alone)[] = [];
  let isRunning = false;

  const start = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    while (waiting.length > 0) {
      // Whatever has arrived in this turn of the event loop joins the transaction.
      await new Promise((resolve) => setImmediate(resolve));
      const first = waiting[0];
      if (first !== undefined && "alone" in first) {
        waiting.shift();
        await first.alone();
      } else {
        const until = waiting.findIndex((one, index) => "alone" in one || index === MOST);
        const works = waiting.splice(0, until === -1 ? waiting.length : until);
        await runGroup(engine, open, works as Work<Given>[]);
      }
    }
    isRunning = false;
  };
  return {
    run: (work) =>
      new Promise((resolve, reject) => {
        waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
        void start();
      }),
    alone: (work) =>
      new Promise((resolve, reject) => {
        waiting.push({ alone: () => work().then(resolve, reject) });
        void start();
      }),
  };
}

/** Work that waits for its turn, with who waits for its end. */
interface Work<Given> {
  readonly work: (given: Given) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Alone {
  readonly alone: () => Promise<void>;
}

/** Runs works in one transaction, and settles each when it is over. Never throws. */
async function runGroup<Given>(
  engine: SqlEngine,
  open: (db: ControlledTransaction<Tables>) => Group<Given>,
  works: readonly Work<Given>[],
): Promise<void> {
  let db: ControlledTransaction<Tables> | undefined;
  try {
    db = await engine.begin();
    const group = open(db);
    const ends: (() => void)[] = [];
    for (const { work, resolve, reject } of works) {
      // A work that is alone in its transaction needs no point to go back to.
      const isSingle = works.length === 1;
      if (!isSingle) await db.executeQuery(SAVEPOINT);
      try {
        const value = await work(group.given);
        ends.push(() => resolve(value));
        group.keep();
        if (!isSingle) await db.executeQuery(RELEASE);
      } catch (error) {
        if (isSingle) throw error;
        // If the engine has given up the whole transaction, this fails, and all works fail with it.
        await db.executeQuery(BACK).catch(() => {
          throw error;
        });
        group.undo();
        const failure = engine.failureOf(error);
        ends.push(() => reject(failure));
      }
    }
    await group.beforeCommit();
    await db.commit().execute();
    group.afterCommit();
    for (const end of ends) end();
  } catch (error) {
    // What cannot be rolled back is gone with its connection.
    await db
      ?.rollback()
      .execute()
      .catch(() => {});
    const failure = engine.failureOf(error);
    for (const { reject } of works) reject(failure);
  }
}

/** Most works in one transaction: those behind them wait no longer than for these. */
const MOST = 64;

const SAVEPOINT = CompiledQuery.raw("savepoint work");
const RELEASE = CompiledQuery.raw("release savepoint work");
const BACK = CompiledQuery.raw("rollback to savepoint work");
