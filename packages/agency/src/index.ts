export {
  type AgencyConfig,
  agencyConfigSchema,
  type GatewayConfig,
  parseAgencyConfig,
  type StoreConfig,
} from "./config.ts";
export { type AgencyOptions, createAgencyContext } from "./create-context.ts";
export { type Copies, showCopies } from "./effects/erasure/copies.ts";
export { countUncertified } from "./effects/erasure/uncertified.ts";
export type { CorrectedReading, CorrectedValue } from "./effects/exchange/corrections-of.ts";
export { showPassedOn } from "./effects/exchange/passed-on.ts";
export type { Restriction } from "./effects/exchange/restrictions.ts";
export { type ShownMessage, showCorrected } from "./effects/exchange/show-corrected.ts";
export { showLocated } from "./effects/located/located.ts";
export {
  ACT_KINDS,
  ACTS,
  type Act,
  type ActKind,
  actEvent,
  actorOf,
  readingEffects,
} from "./effects/shared/acts.ts";
export { ALARM_KINDS, type AlarmKind } from "./effects/shared/alarm-kinds.ts";
export { alarmOf } from "./effects/shared/alarms.ts";
export { carryOut, type Effect, toldOfEvent } from "./effects/shared/effect.ts";
export { isForDuty } from "./effects/shared/for-duty.ts";
export { verdictOf } from "./effects/shared/join-receipts.ts";
export { type Replacement, showReplacement } from "./effects/shared/replaced.ts";
export type { ShownReview } from "./effects/shared/retention.ts";
export { dayOf, type ReviewView, showReview } from "./effects/shared/reviews.ts";
export { type AnswerClockView, showClock } from "./effects/shared/show-clock.ts";
export { recordStolenKeys, stolenSince } from "./effects/shared/stolen-keys.ts";
export { arrival } from "./effects/warning/arrival.ts";
export { showSecondReview } from "./effects/warning/second-review.ts";
export { historySource } from "./history/known.ts";
export { createMaintenance, type Maintenance } from "./maintenance.ts";
export {
  type AlarmsConfig,
  alarmsConfigSchema,
  type HookConfig,
  hooksSchema,
  isLoopback,
  type LogConfig,
  logConfigSchema,
  type MailConfig,
  type MetricsConfig,
  metricsConfigSchema,
} from "./operation-config.ts";
export {
  OFFICER_ROLES,
  type OfficerRole,
  type PeopleConfig,
  peopleConfigSchema,
} from "./people-config.ts";
export { type Reviewed, ReviewRequest } from "./send/approval/review.ts";
export {
  reviewWarning,
  type WarningReview,
  WarningReviewRequest,
} from "./send/approval/review-warning.ts";
export {
  type Approval,
  approvalDigestOf,
  type GivenApproval,
  type NeededApproval,
  needsApproval,
} from "./send/approval/second-officer.ts";
export { acceptReceipt } from "./send/deliver/accept-receipt.ts";
export { type Reached, tryOnce } from "./send/deliver/deliver.ts";
export {
  BROKEN_OFF,
  type Fetch,
  readOctets,
  readText,
  withTimeout,
} from "./send/deliver/fetch-text.ts";
export { httpPartner } from "./send/deliver/http-partner.ts";
export { pauseAfter } from "./send/deliver/pause.ts";
export { RESENT_OUTCOMES, type Resent, type ResentOutcome, resend } from "./send/deliver/resend.ts";
export { sendReplies } from "./send/deliver/send-replies.ts";
export { wakeEarlier } from "./send/deliver/sign-again.ts";
export { soundFetch } from "./send/deliver/sound-fetch.ts";
export { tlsFailureOf } from "./send/deliver/tls-failure.ts";
export { wakeHeld, wakeRecipient } from "./send/deliver/wake-recipient.ts";
export { type ComposeFacts, compose } from "./send/draft/compose-request.ts";
export { draftKeptUntil } from "./send/draft/draft-expiry.ts";
export { DraftRequest, FORMER_MEMBERS, Officer } from "./send/draft/draft-request.ts";
export { isForTwo } from "./send/draft/draft-waits.ts";
export { correctionRequest, followUpTo } from "./send/draft/follow-up.ts";
export { notSent } from "./send/draft/not-sent.ts";
export { requirePlaces } from "./send/draft/require-places.ts";
export type { SubmitOptions, Submitted } from "./send/queue/submitted.ts";
export { createSender, type Sender } from "./send/sender.ts";
export { type WithdrawalReach, withdrawalReach } from "./send/withdrawal/withdrawal-reach.ts";
export { WithdrawalRequest } from "./send/withdrawal/withdrawal-request.ts";
export { AGENCY_ERRORS, AgencyError, type AgencyErrorCode } from "./setting/agency-error.ts";
export type { AgencyContext, RetryOptions } from "./setting/context.ts";
export { type EpochStore, publishEpochs } from "./setting/epoch-keys.ts";
export type { EventLevel, EventWords, LogEventRow } from "./setting/event-words.ts";
export { HELD_BACK } from "./setting/failed-attempts.ts";
export { createFailpoint, FAILPOINTS, type Failpoint, type Reach } from "./setting/failpoints.ts";
export type { LogEvent } from "./setting/log-event.ts";
export { type EventName, LOG_EVENTS, logEventRow } from "./setting/log-events.ts";
export { levelOf, mayWait, partsOf, textOf } from "./setting/log-text.ts";
export { createMemoryEpochStore } from "./setting/memory-epoch-store.ts";
export { ACTIVITIES, type Activity, type ActivityName, type Observe } from "./setting/observe.ts";
export { createOfficerRef, isSameOfficer, readOfficerRef } from "./setting/officer-ref.ts";
export type { Answer, Partner } from "./setting/partner.ts";
export { isDeserted, isPast } from "./setting/past-agreements.ts";
export { createPersonNames } from "./setting/person-name.ts";
export { shownClaims } from "./setting/shown-code.ts";
export { boundAge, findNewer, type RegistryView } from "./setting/standing.ts";
export type { AgencyFacts, Judged, SenderFacts } from "./stages/facts.ts";
export { type PrepareOptions, prepare, shownOf } from "./stages/prepare.ts";
export { admitsOurs, profileOf } from "./stages/profile.ts";
export type {
  Opened,
  Prepared,
  PreparedDraft,
  Sealable,
  ShownDraft,
  Signed,
} from "./stages/results.ts";
export {
  answer,
  judge,
  open,
  openedInput,
  type RecipientFacts,
  seal,
  sealingKey,
  sign,
} from "./stages/way.ts";
export { workOutIn } from "./store/facts.ts";
export { findExchanged } from "./store/find-exchanged.ts";
export type { AgencyStore, Tx } from "./store/ports.ts";
export type {
  AnswerClock,
  ChangeRow,
  DraftRow,
  DueReview,
  DueRow,
  EventFilter,
  EventRow,
  InboxRow,
  Label,
  ListedInbox,
  ListedOutbox,
  MessageRow,
  NewInboxRow,
  NewOutboxRow,
  OpenAnswer,
  OutboxRow,
  OutboxState,
  Part,
  Pause,
  PendingReply,
  PlacedEvent,
  RefusalRow,
  Submission,
} from "./store/rows.ts";
export { readEarlierState } from "./store/sql/earlier-state.ts";
export { type Authenticated, authenticate } from "./take/authenticate.ts";
export {
  type ClientCertificate,
  requireCertificate,
  type SocketPeer,
} from "./take/client-certificate.ts";
export { type Received, receivePackage } from "./take/receive.ts";
export { RefusedPackage } from "./take/refusal.ts";
