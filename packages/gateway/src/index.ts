export type { AgreementBook } from "./agreements.ts";
export type { LogEvent, RetryOptions } from "./context.ts";
export { createMemoryEpochStore, type EpochStore } from "./epochs.ts";
export { createFailpoint, FAILPOINTS, type Failpoint, type Reach } from "./failpoints.ts";
export type { Fetch } from "./fetch-text.ts";
export { createGateway, type Gateway, type GatewayOptions } from "./gateway.ts";
export { GATEWAY_ERRORS, GatewayError, type GatewayErrorCode } from "./gateway-error.ts";
export type { HeldBy, HeldKey } from "./held-keys.ts";
export { createOfficerRef, readOfficerRef } from "./officer-ref.ts";
export {
  createRegistrySource,
  type RegistrySource,
  type RegistrySourceOptions,
} from "./registry-source.ts";
export type { Sender, SubmitOptions, Submitted } from "./sender.ts";
export { type KnownCode, STATUS } from "./status.ts";
export type {
  AnswerClock,
  EventRow,
  InboxRow,
  NewInboxRow,
  NewOutboxRow,
  OpenAnswer,
  OutboxRow,
  OutboxState,
  PendingReply,
  PlacedEvent,
  RefusalRow,
  Submission,
} from "./rows.ts";
export type { AgencyStore, Tx } from "./store.ts";
export type { DraftRequest } from "./submit.ts";
export type { LocalTokens } from "./tokens.ts";
