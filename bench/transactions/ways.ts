import type { Calls } from "./record-calls.ts";
import type { Statement } from "./statement.ts";
import type { Took } from "./timed.ts";

/** Transactions in two parts: the first warms a way up, and is not timed. A gateway runs for weeks. */
export type Parts<One> = readonly [readonly One[], readonly One[]];

/** Two ways to make the same transactions durable on an engine, each on empty tables. */
export interface Ways {
  readonly name: string;
  /** Through the store, so many at once: it commits those together. */
  throughStore(transactions: Parts<Calls>, atOnce: number): Promise<Took>;
  /** Through the driver, with the settings of the store. It writes contents as JSON and encrypts them too. */
  throughDriver(transactions: Parts<Calls>, statements: Parts<Statement>): Promise<Took>;
  /** The statements that the store makes of transactions, those that begin and commit among them. */
  statementsOf(transactions: Parts<Calls>, atOnce: number): Promise<Parts<Statement>>;
  close(): Promise<void>;
}
