export {
  ADMITTED_EVERYWHERE,
  ANSWER_CLOCKS,
  type AnswerClockEntry,
  BODY_BOUNDS,
  CLOSING_GRACE,
  CODE_LISTS,
  COMPANIONS,
  CONDITIONS,
  CONSENT_BASES,
  type CompanionEntry,
  codesMarked,
  computeProfileDigest,
  conditionsIn,
  conditionText,
  coversBasis,
  DATE_PROFILES,
  EXCHANGE_TYPES,
  FIELDS,
  findCode,
  findCondition,
  findField,
  findPurpose,
  findRule,
  hasMark,
  isBasisLive,
  isCitationRead,
  isConsentBasis,
  isOrderedField,
  KINDS,
  LADDERS,
  laddersOf,
  MANDATORY_CHANNELS,
  type MandatoryChannelEntry,
  NEVER_QUARANTINED,
  NEVER_QUARANTINED_CODES,
  NO_RESPONSE_TO,
  PATTERNS,
  PROFILE_DIGEST,
  PURPOSES,
  QUASI_IDENTIFIER_WEIGHTS,
  RETENTION_EVENTS,
  RULES,
  rankOf,
  SCOPE_EXEMPT,
  SIS_CLOSED_LIST,
  TYPE_PATTERNS,
} from "./catalogue/catalogue.ts";
export type { Code, LegalBasis, ShortList } from "./catalogue/codes.ts";
export { alpha2Of, alpha3Of } from "./catalogue/countries.ts";
export {
  type CatalogueChange,
  catalogueChanges,
  type Explanations,
  explanations,
} from "./catalogue/explanations.ts";
export { allLicences, type Licence, licencesOf } from "./catalogue/licences.ts";
export type {
  BasisEntry,
  Cardinality,
  CodeEntry,
  CodeList,
  ConditionEntry,
  ConditionExpression,
  ExchangeTypeEntry,
  FieldEntry,
  FieldMember,
  FieldSet,
  FieldType,
  KindEntry,
  LadderPosition,
  NarrowedParty,
  PrecisionEntry,
  PurposeEntry,
  RuleEntry,
  RungEntry,
  Sensitivity,
  SourceStatus,
} from "./catalogue/types.ts";
export {
  agreementSchema,
  agreementTextSchema,
  parseAgreement,
} from "./context/agreement.ts";
export { compareVersions, takesPlaceOf, versionsIn } from "./context/agreement-versions.ts";
export {
  AUTHORISATION_KINDS,
  type AuthorisationClaims,
  type AuthorisationTerms,
  authorisationClaimsSchema,
  PRIOR_AUTHORISATION_KINDS,
  parseAuthorisationClaims,
  parseAuthorisationTerms,
  scopeCovers,
} from "./context/authorisation.ts";
export {
  type ConsentClaims,
  type ConsentRecord,
  consentClaimsSchema,
  consentOfClaims,
  consentRecordSchema,
  consentSchema,
  parseConsent,
  parseConsentClaims,
  parseConsentRecord,
} from "./context/consent.ts";
export type {
  Agency,
  Agreement,
  AgreementRow,
  Authorisation,
  Consent,
  RegistryFacts,
  State,
} from "./context/context-model.ts";
export {
  type ClassTold,
  EMPTY_HISTORY,
  type ExchangeEntry,
  type HeldMessage,
  type History,
  type LifecycleEvent,
  type LogFacts,
  type PersonHistory,
  type ProductionOrder,
  type PseudonymUse,
  parseHistory,
  type SourceEntry,
  type StatisticsRelease,
} from "./context/history.ts";
export {
  type CheckpointRecord,
  type EventRecord,
  type HistoryRecord,
  type LogRecord,
  type MessageRecord,
  type PersonMention,
  type PersonRecord,
  parseHistoryRecord,
  type ReleaseRecord,
  type SourceRecord,
} from "./context/history-record.ts";
export { type MatchSession, parseMatchSessions } from "./context/match-session.ts";
export { type ClassSaid, isNarrowed } from "./context/narrowed.ts";
export {
  lastAgreedDay,
  lastDay,
  lastDayAfterClosing,
  purposesWithoutDay,
} from "./context/retention.ts";
export { cannotWait, needOf } from "./correction/cannot-wait.ts";
export {
  CORRECTION_ACTIONS,
  type Correction,
  type CorrectionAction,
  writeCorrection,
} from "./correction/correction.ts";
export { type Duty, findDuty } from "./correction/duties.ts";
export { ERASURE_TYPES, isErasingCorrection, isErasure } from "./correction/is-erasure.ts";
export { type AnswerPeriod, findAnswerPeriod, findDeadlineHours } from "./message/answer-clock.ts";
export { type ChannelDuty, findChannelDuty } from "./message/channel-duty.ts";
export { claimsDanger, isDangerAlert, isOfDanger } from "./message/claims-danger.ts";
export {
  type LastingClaim,
  type LastingClear,
  lastingClaims,
} from "./message/claims-of-other.ts";
export { findIdleGroups, neighboursIn } from "./message/idle-groups.ts";
export { hasIdleReason, idleReasonsIn } from "./message/idle-reasons.ts";
export type {
  AgreementRef,
  AuthorisationEntry,
  Body,
  Clear,
  DecodedMessage,
  Draft,
  DraftClear,
  Evaluation,
  Group,
  Leaf,
  NecessityReason,
  PriorAuthorisation,
  Private,
  Provenance,
} from "./message/message-model.ts";
export { type NamedAgency, namedAgencies } from "./message/named-agencies.ts";
export { namedDigests } from "./message/named-digests.ts";
export { inOneOrder, ORDERED_MEMBERS, saysNothing } from "./message/one-order.ts";
export {
  checkDraft,
  checkMessage,
  checkOpenedMessage,
  checkValue,
  parseBody,
  parseDecodedMessage,
  parseDraft,
} from "./message/parse.ts";
export { citesSis, shapeMarkOf } from "./message/shape-mark.ts";
export { claimsToClear, clearToClaims, privateFromWire, privateToWire } from "./message/wire.ts";
export {
  type DecidedReceipt,
  type DeliveredReceipt,
  parseReceiptClaims,
  RECEIPT_BOUNDS,
  type ReceiptClaims,
  type ReceiptFinding,
  type RefusedReceipt,
  receiptClaimsSchema,
} from "./receipt/receipt.ts";
export { addPeriod } from "./value/calendar.ts";
export {
  type CodeListHead,
  findCodeList,
  type ListedCode,
  listCodeLists,
  type WholeCodeList,
} from "./value/code-lists.ts";
export {
  type DatePrecision,
  datePrecision,
  isFillerBirthDate,
  isOverstatedBirthDate,
} from "./value/edtf.ts";
export { type Expected, exampleOf, expectedAt } from "./value/expected.ts";
export { MAX_TOKEN } from "./value/find-text.ts";
export { createIssue, MAX_ISSUES, type SchemaIssue } from "./value/issue.ts";
export { SCHEMA_ISSUES, type SchemaIssueCode } from "./value/issue-codes.ts";
export {
  isGroupId,
  isTextInDisguise,
  type RandomOctets,
  randomId,
  randomUuid,
} from "./value/octets.ts";
export type { InputProvenance } from "./value/parse-with.ts";
export { BOUNDS, type JsonBounds } from "./value/plain-json.ts";
export { SCHEMA_ERRORS, SchemaError, type SchemaErrorCode } from "./value/schema-error.ts";
export {
  admittedCodes,
  isCode,
  isTestCountry,
  type StandardName,
  standardCodes,
} from "./value/standard-codes.ts";
export { type ValueOptions, valueSchema } from "./value/zod-parts.ts";
