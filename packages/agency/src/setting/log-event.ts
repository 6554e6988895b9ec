import type { EventName } from "./log-events.ts";

/** Something that happened, for the operator's log. Codes, ids and digests only. */
export interface LogEvent {
  readonly event: EventName;
  readonly code?: string;
  /** Digest of a message, or of a refused package. */
  readonly ref?: string;
  /** Entity id of the other party. */
  readonly peer?: string;
  /** HTTP status that something answered at the address of a partner which is not its gateway. */
  readonly status?: number;
  /** For an alarm: the State whose supervisory authority should be told. */
  readonly country?: string;
  /** For an alarm: entity id of that authority, if the registry has one. */
  readonly authority?: string;
  /** Whether it is about a message of this agency, where the event alone does not say. */
  readonly own?: true;
  /** By which way alarms are sent: `mail`, `mail 2` for the second address, and so on, or `webhook`. */
  readonly channel?: string;
  /** How many. */
  readonly count?: number;
  /** Of how many. */
  readonly of?: number;
}

/** Writes to the operator's log. Gets codes and digests only, never a value of a message. */
export type Log = (event: LogEvent) => void;
