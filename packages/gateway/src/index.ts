export type { DraftRequest } from "@safepassage/agency";
export type { AgreementBook } from "./agreements.ts";
export type { GatewayLogEvent, RetryOptions } from "./context.ts";
export { createMemoryEpochStore, type EpochStore } from "./epochs.ts";
export type { EventRow, EventStore, PlacedEvent } from "./event-store.ts";
export { createFailpoint, FAILPOINTS, type Failpoint, type Reach } from "./failpoints.ts";
export type { Fetch } from "./fetch-text.ts";
export { createGateway, type Gateway, type GatewayOptions } from "./gateway.ts";
export { GATEWAY_ERRORS, GatewayError, type GatewayErrorCode } from "./gateway-error.ts";
export type { HeldBy, HeldKey } from "./held-keys.ts";
export type {
  HistoryKey,
  HistoryNote,
  HistoryStore,
  Mention,
  StoredMention,
  StoredNote,
} from "./history-store.ts";
export { createOfficerRef, readOfficerRef } from "./officer-ref.ts";
export type { QuarantineStore } from "./quarantine-store.ts";
export {
  createRegistrySource,
  type RegistrySource,
  type RegistrySourceOptions,
} from "./registry-source.ts";
export type { Sender, SubmitOptions, Submitted } from "./sender.ts";
export { type KnownCode, STATUS } from "./status.ts";
export type {
  AnswerClock,
  GatewayStore,
  InboxRow,
  OpenAnswer,
  OutboxRow,
  OutboxState,
  RefusalRow,
  Submission,
} from "./store.ts";
export type { LocalTokens } from "./tokens.ts";
