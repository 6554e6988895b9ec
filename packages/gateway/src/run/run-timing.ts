/** How often a gateway looks at what may change while it runs. Milliseconds. */
export interface RunTiming {
  /** Between looks at the outbox. Default 250. */
  readonly pollMs: number;
  /** Between looks at keys, tokens and certificates. Default 5,000. */
  readonly lookMs: number;
  /** Between fetches of the registry. Default 60,000. */
  readonly refreshMs: number;
  /** From when the registry has the next signing key in force until it is used. Default 600,000. */
  readonly settleMs: number;
  /** From when the gateway waits for its store until a person is told. Default 60,000. */
  readonly absentMs: number;
  /** From one question who answers at the agency's own address to the next. Default 600,000. */
  readonly askMs: number;
  /** From one line about the progress of an upgrade to the next, at least. Default 5,000. */
  readonly upgradeMs: number;
  /** For which it waits for a PostgreSQL database that another session has. Default 40,000. */
  readonly inUseMs: number;
}

/** Unless it is told otherwise. */
export const TIMING: RunTiming = {
  ...{ pollMs: 250, lookMs: 5000, refreshMs: 60_000, settleMs: 600_000, absentMs: 60_000 },
  ...{ askMs: 600_000, upgradeMs: 5000 },
  // A server misses a session whose machine has died after 25 seconds (`tcp_keepalives_…` of the connection).
  inUseMs: 40_000,
};
