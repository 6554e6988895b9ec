import type { AgencyContext, Sender } from "@safepassage/agency";
import type { AnswerOf, Given, OPERATIONS, OperationId } from "@safepassage/api";
import type { Finding } from "../findings/finding.ts";
import type { Locks } from "../people/locks.ts";
import type { Caller, Reader } from "./caller.ts";
import type { ChangeFeed } from "./change-feed.ts";
import type { Cursors } from "./cursor.ts";
import type { LateReadings } from "./late-readings.ts";
import type { StreamCount } from "./stream-count.ts";

/** What the handlers of the local API work with. */
export interface ApiContext extends AgencyContext {
  readonly cursors: Cursors;
  readonly sender: Sender;
  readonly locks: Locks;
  /** Names an officer by a keyed hash. */
  readonly officerName: (id: string) => string;
  readonly feed: ChangeFeed;
  /** Ids of drafts that are being sent: nobody changes or deletes them. */
  readonly submitting: Set<string>;
  /** Does now what is otherwise done once an hour. */
  readonly maintain: () => Promise<void>;
  /** What whoever runs the gateway finds. */
  readonly watch: () => readonly Finding[];
  readonly streams: StreamCount;
  readonly lateReadings: LateReadings;
  /** Makes sure that a caller is still admitted. @throws ApiError. */
  recheck(caller: Caller): Promise<void>;
}

/** A request whose parts were read and checked. */
export type ApiRequest<Id extends OperationId> = Given<(typeof OPERATIONS)[Id]> & {
  readonly caller: Caller;
  readonly headers: Headers;
  /** Recognises the same request when it comes again. */
  readonly idempotencyKey: string | undefined;
  /** Who reads, for an operation that shows what a message says. */
  readonly reader: Reader | undefined;
};

/** Answers one operation. */
export type Handler<Id extends OperationId> = (
  context: ApiContext,
  request: ApiRequest<Id>,
) => Promise<AnswerOf<(typeof OPERATIONS)[Id]>>;

/** A handler for each of some operations. */
export type Handlers<Id extends OperationId = OperationId> = {
  readonly [One in Id]: Handler<One>;
};
