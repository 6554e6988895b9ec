import type { Calls } from "./record-calls.ts";
import type { Statement } from "./statement.ts";
import type { Took } from "./timed.ts";

/** Two ways to make the same transactions durable on an engine, each on empty tables. */
export interface Ways {
  readonly name: string;
  /** Through the store, so many at once: it commits those together. */
  throughStore(transactions: readonly Calls[], atOnce: number): Promise<Took>;
  /** Through the driver, with the settings of the store. It writes contents as JSON and encrypts them too. */
  throughDriver(transactions: readonly Calls[], statements: readonly Statement[]): Promise<Took>;
  /** The statements that the store makes of transactions, those that begin and commit among them. */
  statementsOf(transactions: readonly Calls[], atOnce: number): Promise<readonly Statement[]>;
  close(): Promise<void>;
}
