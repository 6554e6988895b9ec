import type { ControlledTransaction } from "kysely";
import type { Engine } from "./migration.ts";
import type { Tables } from "./tables.ts";

/** What the engines do differently. */
export interface SqlEngine {
  readonly name: Engine;
  /** The folder of the database. Left out: it is in no file of this machine. */
  readonly folder?: string;
  /**
   * Counts connections to the database. Behind a later one there may be another state than before, such as one that was
   * restored.
   */
  readonly connection: number;
  /** Makes sure that there is a connection. */
  connect(): Promise<void>;
  /** Begins a transaction on the connection. Nobody else writes to the database meanwhile. */
  begin(): Promise<ControlledTransaction<Tables>>;
  /** Whether the transaction that was begun last has written something. */
  readonly hasWritten: boolean;
  /** Gives a failure of the engine its code; any other is returned as it is. */
  failureOf(error: unknown): unknown;
  /** Removes the last copies of deleted data, as far as the engine can. */
  clean(): Promise<void>;
  /**
   * Whether the disk has no room. After a failure it tries to write, and throws what else stands in the way, such as a
   * database that can only be read. What has shown damage is thrown as long as the database is open.
   */
  isFull(): Promise<boolean>;
  close(): Promise<void>;
}
