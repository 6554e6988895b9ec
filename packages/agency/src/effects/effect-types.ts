import type { LogEvent } from "../setting/context.ts";
import type { ReplayEntry } from "../store/ports.ts";
import type { EventRow } from "../store/rows.ts";

/** A message that came in. */
export interface Arrival extends Omit<ReplayEntry, "keepUntil"> {
  /** The delivery deadline. Instant. */
  readonly deliverBy: string;
}

/** Destroys the content of a message. */
export interface Erasure {
  readonly does: "erase";
  readonly box: "inbox" | "outbox";
  readonly digest: string;
  readonly at: string;
  /** Digest of the recipient's erasure certificate, of a message sent. */
  readonly certificate?: string;
}

/** Changes the last day on which a message is held. */
export interface Retention {
  readonly does: "retain";
  readonly box: "inbox" | "outbox";
  readonly digest: string;
  readonly eraseBy: string;
}

/** Records an event for good, and tells the operator. With `once`, only if its kind and `ref` are not recorded yet. */
export interface EventEffect {
  readonly does: "event";
  readonly event: EventRow;
  readonly once?: true;
  readonly log?: LogEvent;
}
