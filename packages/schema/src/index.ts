export { agreementSchema, parseAgreement } from "./agreement.ts";
export { type AnswerPeriod, findAnswerPeriod } from "./answer-clock.ts";
export {
  AUTHORISATION_KINDS,
  type AuthorisationClaims,
  type AuthorisationTerms,
  authorisationClaimsSchema,
  PRIOR_AUTHORISATION_KINDS,
  parseAuthorisationClaims,
  parseAuthorisationTerms,
  scopeCovers,
} from "./authorisation.ts";
export { bodySchema, groupIdSchema } from "./body.ts";
export {
  ADMITTED_EVERYWHERE,
  ANSWER_CLOCKS,
  type AnswerClockEntry,
  BODY_BOUNDS,
  type CatalogueChange,
  CODE_LISTS,
  COMPANIONS,
  CONDITIONS,
  CONSENT_BASES,
  type CompanionEntry,
  catalogueChanges,
  computeProfileDigest,
  conditionsIn,
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
  isConsentBasis,
  isOrderedField,
  KINDS,
  LADDERS,
  laddersOf,
  MANDATORY_CHANNELS,
  type MandatoryChannelEntry,
  NEVER_QUARANTINED,
  PATTERNS,
  PROFILE_DIGEST,
  PURPOSES,
  QUASI_IDENTIFIER_WEIGHTS,
  RULES,
  rankOf,
  SCOPE_EXEMPT,
  SIS_CLOSED_LIST,
  TYPE_PATTERNS,
} from "./catalogue/catalogue.ts";
export { isCitationRead } from "./catalogue/citation.ts";
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
  PrecisionEntry,
  PurposeEntry,
  RuleEntry,
  RungEntry,
  Sensitivity,
  SourceStatus,
} from "./catalogue/types.ts";
export {
  type ConsentClaims,
  consentClaimsSchema,
  consentOfClaims,
  consentSchema,
  parseConsent,
  parseConsentClaims,
} from "./consent.ts";
export { type ConsentRecord, consentRecordSchema, parseConsentRecord } from "./consent-record.ts";
export type {
  Agency,
  Agreement,
  AgreementRow,
  Authorisation,
  Consent,
  MatchSession,
  RegistryFacts,
  State,
} from "./context-model.ts";
export { alpha2Of, alpha3Of } from "./countries.ts";
export { type DatePrecision, datePrecision, isFillerBirthDate } from "./edtf.ts";
export { EMPTY_HISTORY } from "./empty-history.ts";
export { clearSchema, draftClearSchema, privateSchema } from "./envelope.ts";
export type {
  ClassTold,
  ExchangeEntry,
  HeldMessage,
  History,
  LifecycleEvent,
  LogFacts,
  PersonHistory,
  ProductionOrder,
  PseudonymUse,
  SourceEntry,
  StatisticsRelease,
} from "./history-model.ts";
export type {
  CheckpointRecord,
  EventRecord,
  HistoryRecord,
  LogRecord,
  MessageRecord,
  PersonMention,
  PersonRecord,
  ReleaseRecord,
  SourceRecord,
} from "./history-record.ts";
export { findIdleGroups, neighboursIn } from "./idle-groups.ts";
export { hasIdleReason, idleReasonsIn } from "./idle-reasons.ts";
export { SCHEMA_ISSUES, type SchemaIssue, type SchemaIssueCode } from "./issue.ts";
export { parseMatchSessions } from "./match-session.ts";
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
} from "./message-model.ts";
export { type NamedAgency, namedAgencies } from "./named-agencies.ts";
export { namedDigests } from "./named-digests.ts";
export { type ClassSaid, isNarrowed } from "./narrowed.ts";
export { isTextInDisguise, randomUuid } from "./octets.ts";
export { inOneOrder, ORDERED_MEMBERS, saysNothing } from "./one-order.ts";
export {
  checkDraft,
  checkMessage,
  checkOpenedMessage,
  parseBody,
  parseDecodedMessage,
  parseDraft,
} from "./parse.ts";
export { parseHistory, parseHistoryRecord } from "./parse-history.ts";
export type { InputProvenance } from "./parse-with.ts";
export { BOUNDS, type JsonBounds } from "./plain-json.ts";
export {
  type DecidedReceipt,
  type DeliveredReceipt,
  parseReceiptClaims,
  RECEIPT_BOUNDS,
  type ReceiptClaims,
  type ReceiptFinding,
  type RefusedReceipt,
  receiptClaimsSchema,
} from "./receipt.ts";
export { MAX_ISSUES, SCHEMA_ERRORS, SchemaError, type SchemaErrorCode } from "./schema-error.ts";
export {
  admittedCodes,
  isTestCountry,
  type StandardName,
  standardCodes,
} from "./standard-codes.ts";
export { MAX_TOKEN } from "./text-schema.ts";
export { isThreatToLife } from "./threat-to-life.ts";
export { type ValueOptions, valueSchema } from "./value-schema.ts";
export { claimsToClear, clearToClaims, privateFromWire, privateToWire } from "./wire.ts";
