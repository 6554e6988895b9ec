/** The databases that a store can be kept in. */
export type Engine = "sqlite" | "postgres";

/** One step to a version of the tables. Versions before 8 were SQLite files of another layout. */
export interface Migration {
  readonly version: number;
  /** The statements, in the types of an engine. */
  statements(types: ColumnTypes): readonly string[];
}

/** What the engines call the same types. Order and equality of texts are those of their octets. */
export interface ColumnTypes {
  readonly text: string;
  readonly int: string;
  readonly octets: string;
  /** Chosen by the engine: later rows have greater numbers. */
  readonly place: string;
  /** Ends a table whose rows have a place. */
  readonly end: string;
  /** Ends a table that is its own index, where the engine has such. */
  readonly keyed: string;
}
