import type { LogEvent } from "../../setting/log-event.ts";
import type { Need } from "../../store/need.ts";
import type { ReplayEntry } from "../../store/ports.ts";
import type {
  AnswerClock,
  EventRow,
  NewInboxRow,
  NewOutboxRow,
  OutboxChange,
  Pause,
  PendingReply,
  RefusalRow,
} from "../../store/rows.ts";

/**
 * One consequence of a message sent or taken in. Pure functions make lists of effects; one transaction carries out a
 * list.
 */
export type Effect =
  /** Remembers a received message, so that it is taken in only once. */
  | { readonly does: "admit"; readonly arrival: Arrival }
  | { readonly does: "keep"; readonly row: NewInboxRow }
  /** Stores a refusal, in the room that it needs. Those who follow are told of it, or not. */
  | {
      readonly does: "refuse";
      readonly row: RefusalRow;
      readonly isTold: boolean;
      readonly need: Need;
    }
  | { readonly does: "queue"; readonly row: NewOutboxRow }
  | { readonly does: "change"; readonly id: string; readonly change: OutboxChange }
  /** Puts a message that was signed again in the place of the one before. */
  | {
      readonly does: "replace";
      readonly id: string;
      readonly by: NewOutboxRow;
      readonly at: string;
    }
  | Erasure
  | Retention
  /** Marks a message in quarantine as mended. */
  | { readonly does: "mend"; readonly digest: string; readonly by: string }
  | {
      readonly does: "clock";
      readonly box: "inbox" | "outbox";
      readonly digest: string;
      readonly clock: AnswerClock;
    }
  /** Notes by which day a message received has to be reviewed; left out once somebody has reviewed it. */
  | { readonly does: "review"; readonly digest: string; readonly by?: string }
  /** Notes that the recipient of a message is asked to erase it. */
  | { readonly does: "ask"; readonly digest: string; readonly at: string }
  /** Notes by which certificate its recipient has said that a message is erased, whose copy here stays. */
  | { readonly does: "certify"; readonly digest: string; readonly certificate: string }
  /** Asks the sending loop to send a reply. */
  | { readonly does: "reply"; readonly reply: PendingReply }
  /** Tries a reply again later. */
  | { readonly does: "postpone"; readonly id: string; readonly pause: Pause }
  /** Removes a pending reply: it is in the outbox, or given up. */
  | { readonly does: "replied"; readonly id: string }
  | EventEffect
  /** Keeps a note of the program about itself. */
  | { readonly does: "mark"; readonly name: string; readonly value: string }
  /** Tells the operator, after the transaction. */
  | { readonly does: "log"; readonly event: LogEvent }
  /** Hands recorded alarms to the operator, after the transaction. */
  | { readonly does: "announce" };

/** Destroys the content of a message. */
export interface Erasure {
  readonly does: "erase";
  readonly box: "inbox" | "outbox";
  readonly digest: string;
  readonly at: string;
  /** Digest of the recipient's erasure certificate, of a message sent. */
  readonly certificate?: string;
  /** Its content is destroyed already: only the certificate is new. */
  readonly isGone?: true;
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

/** A message that came in. */
export interface Arrival extends Omit<ReplayEntry, "keepUntil"> {
  /** The delivery deadline. Instant. */
  readonly deliverBy: string;
}
