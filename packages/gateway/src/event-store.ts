/** Something an operator or a supervisor must be able to see later. Holds ids only. */
export interface EventRow {
  readonly kind: string;
  readonly at: string;
  readonly code?: string;
  /** Digest of the message. */
  readonly ref?: string;
  /** State whose supervisory authority it is for. */
  readonly country?: string;
  readonly authority?: string;
  readonly role?: string;
}

/** An event with its place: later ones have greater numbers. */
export interface PlacedEvent extends EventRow {
  readonly position: number;
}

/** What happened, found by an index each time: it is kept for good, and grows. */
export interface EventStore {
  addEvent(event: EventRow): void;
  hasEvent(kind: string, ref: string): boolean;
  /** Every event of a kind, oldest first. */
  events(kind: string): readonly EventRow[];
  /** Events of a kind whose `ref` is a digest, or begins with it and a space, oldest first. */
  eventsAbout(kind: string, digest: string): readonly EventRow[];
  /** Events of a kind after a place, oldest first, at most `limit`. */
  eventsAfter(kind: string, position: number, limit: number): readonly PlacedEvent[];
  /** Events of a kind before a place, newest first, at most `limit`. */
  eventsBefore(kind: string, position: number, limit: number): readonly PlacedEvent[];
}
