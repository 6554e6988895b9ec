export {
  type AgencyConfig,
  agencyConfigSchema,
  type GatewayConfig,
  parseAgencyConfig,
  type StoreConfig,
} from "./config.ts";
export { type AgencyOptions, createAgencyContext } from "./create-context.ts";
export {
  ACT_KINDS,
  ACTS,
  type Act,
  type ActKind,
  actEvent,
  actorOf,
  readingEffects,
} from "./effects/acts.ts";
export { ALARM_KINDS, type AlarmKind } from "./effects/alarm-kinds.ts";
export { alarmOf } from "./effects/alarms.ts";
export { type AnswerClockView, showClock } from "./effects/answers.ts";
export { arrival } from "./effects/arrival.ts";
export { type Copies, showCopies } from "./effects/copies.ts";
export type { CorrectedReading, CorrectedValue } from "./effects/corrections-of.ts";
export { carryOut, type Effect } from "./effects/effect.ts";
export { isForDuty } from "./effects/for-duty.ts";
export { verdictOf } from "./effects/join-receipts.ts";
export { showLocated } from "./effects/located.ts";
export { showPassedOn } from "./effects/passed-on.ts";
export { type Replacement, showReplacement } from "./effects/replaced.ts";
export type { Restriction } from "./effects/restrictions.ts";
export type { ShownReview } from "./effects/retention.ts";
export { dayOf, type ReviewView, showReview } from "./effects/reviews.ts";
export { showSecondReview } from "./effects/second-review.ts";
export { type ShownMessage, showCorrected } from "./effects/show-corrected.ts";
export { recordStolenKeys } from "./effects/stolen-keys.ts";
export { countUncertified } from "./effects/uncertified.ts";
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
export { acceptReceipt } from "./send/accept-receipt.ts";
export { type ComposeFacts, compose } from "./send/compose-request.ts";
export { type Reached, tryOnce } from "./send/deliver.ts";
export { draftKeptUntil } from "./send/draft-expiry.ts";
export { DraftRequest, FORMER_MEMBERS, Officer } from "./send/draft-request.ts";
export { BROKEN_OFF, type Fetch, readOctets, readText, withTimeout } from "./send/fetch-text.ts";
export { correctionRequest, followUpTo } from "./send/follow-up.ts";
export { httpPartner } from "./send/http-partner.ts";
export { notSent } from "./send/not-sent.ts";
export { pauseAfter } from "./send/pause.ts";
export { RESENT_OUTCOMES, type Resent, type ResentOutcome, resend } from "./send/resend.ts";
export { type Reviewed, ReviewRequest } from "./send/review.ts";
export {
  reviewWarning,
  type WarningReview,
  WarningReviewRequest,
} from "./send/review-warning.ts";
export {
  type Approval,
  approvalDigestOf,
  type GivenApproval,
  type NeededApproval,
  needsApproval,
} from "./send/second-officer.ts";
export { sendReplies } from "./send/send-replies.ts";
export { createSender, type Sender } from "./send/sender.ts";
export { wakeEarlier } from "./send/sign-again.ts";
export type { SubmitOptions, Submitted } from "./send/submitted.ts";
export { tlsFailureOf } from "./send/tls-failure.ts";
export { wakeHeld, wakeRecipient } from "./send/wake-recipient.ts";
export { type WithdrawalReach, withdrawalReach } from "./send/withdrawal-reach.ts";
export { WithdrawalRequest } from "./send/withdrawal-request.ts";
export { AGENCY_ERRORS, AgencyError, type AgencyErrorCode } from "./setting/agency-error.ts";
export type {
  AgencyContext,
  LogEvent,
  RetryOptions,
} from "./setting/context.ts";
export type { EventLevel, EventWords, LogEventRow } from "./setting/event-words.ts";
export { HELD_BACK } from "./setting/failed-attempts.ts";
export { createFailpoint, FAILPOINTS, type Failpoint, type Reach } from "./setting/failpoints.ts";
export { type EventName, LOG_EVENTS, logEventRow } from "./setting/log-events.ts";
export { levelOf, mayWait, partsOf, textOf } from "./setting/log-text.ts";
export { createMemoryEpochStore } from "./setting/memory-epoch-store.ts";
export { ACTIVITIES, type Activity, type ActivityName, type Observe } from "./setting/observe.ts";
export { createOfficerRef, isSameOfficer, readOfficerRef } from "./setting/officer-ref.ts";
export type { Answer, Partner } from "./setting/partner.ts";
export { isPast } from "./setting/past-agreements.ts";
export { createPersonNames } from "./setting/person-name.ts";
export { shownClaims } from "./setting/shown-code.ts";
export {
  boundAge,
  type EpochStore,
  findNewer,
  publishEpochs,
  type RegistryView,
} from "./setting/standing.ts";
export type { AgencyFacts, Judged, SenderFacts } from "./stages/facts.ts";
export {
  type Prepared,
  type PreparedDraft,
  type PrepareOptions,
  prepare,
  type ShownDraft,
  shownOf,
} from "./stages/prepare.ts";
export { admitsOurs, profileOf } from "./stages/profile.ts";
export {
  answer,
  judge,
  type Opened,
  open,
  openedInput,
  type RecipientFacts,
  type Sealable,
  type Signed,
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
