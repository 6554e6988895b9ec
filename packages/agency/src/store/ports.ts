import type { HistoryStore } from "@safepassage/history";
import type { Inbox, Outbox, Quarantine } from "./box-ports.ts";
import type { Drafts } from "./draft-ports.ts";
import type { Answers, LabelledMessages, Replies, ReplyLinks, Reviews } from "./exchange-ports.ts";
import type {
  Changes,
  Consents,
  Erasures,
  Events,
  Marks,
  People,
  Recalls,
} from "./record-ports.ts";
import type { ReplayMemory } from "./replay-port.ts";

export type { HeldThat, Inbox, Outbox, Quarantine } from "./box-ports.ts";
export type { Drafts } from "./draft-ports.ts";
export type {
  Answers,
  LabelledMessages,
  Replies,
  ReplyLinks,
  Reviews,
} from "./exchange-ports.ts";
export type {
  Changes,
  Consents,
  Erasures,
  Events,
  Marks,
  People,
  Recalls,
} from "./record-ports.ts";
export type { ReplayEntry, ReplayMemory } from "./replay-port.ts";

/**
 * Where an agency keeps what it sends and receives.
 *
 * Prove an implementation with `agencyStoreContract`.
 */
export interface AgencyStore {
  /** Set if the database is on a server that `agency.json` names; else it is a file of the folder. */
  readonly isOnServer?: true;
  /**
   * Makes sure that the store can be used; a transaction does it too. A store that is always ready leaves it out.
   *
   * @throws AgencyError `GATEWAY_KEYS_MISSING`, `GATEWAY_KEYS_DIFFER`, `GATEWAY_STORE_*`.
   */
  ready?(): Promise<void>;
  /**
   * Runs reads and writes as one: all of the writes survive, or, if `work` throws, none. When it resolves they are
   * durable: they survive a kill and a power cut. Transactions run one after the other; a nested one would wait for
   * itself.
   *
   * @throws AgencyError `GATEWAY_STORE_FULL`, `GATEWAY_STORE_UNREADABLE`.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Removes the last copies of erased data from the files. */
  scrub(): Promise<void>;
  /**
   * Whether the disk is still full after a failed write; `keys` where it is that of the keys, or of the journal beside them, which may
   * be another one. An erasure whose key could not be destroyed is tried again. A store that cannot tell leaves it out.
   *
   * @throws AgencyError `GATEWAY_STORE_*` if after a failure it still cannot be written for another reason, or what it has
   *   read was damaged.
   * @see docs/spec/gateway-store.md#full-or-damaged-disk
   */
  isFull?(): Promise<boolean | "keys">;
  /** Waits for what is under way, and closes the files. */
  close(): Promise<void>;
}

/** What a transaction reads and writes. Not valid after its end. */
export interface Tx {
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  readonly quarantine: Quarantine;
  readonly replay: ReplayMemory;
  readonly history: Async<HistoryStore>;
  readonly answers: Answers;
  readonly reviews: Reviews;
  readonly replies: Replies;
  readonly erasures: Erasures;
  readonly recalls: Recalls;
  readonly consents: Consents;
  readonly people: People;
  readonly events: Events;
  readonly changes: Changes;
  readonly drafts: Drafts;
  readonly labels: LabelledMessages;
  readonly links: ReplyLinks;
  readonly marks: Marks;
}

/** A port whose functions return promises. */
export type Async<Port> = {
  readonly [Name in keyof Port]: Port[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Result>
    : never;
};
