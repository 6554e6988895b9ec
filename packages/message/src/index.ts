export type { StructuralResult } from "@safepassage/core";
export {
  AGREEMENT_TYPE,
  type AgreementText,
  agreementDigest,
  signAgreement,
  verifyAgreement,
} from "./agreement.ts";
export { withAnswerDeadline } from "./answer-deadline.ts";
export {
  AUTHORISATION_TYPE,
  type AuthorisationOptions,
  issueAuthorisation,
  type ReadAuthorisation,
  verifyAuthorisation,
} from "./authorisation.ts";
export { type ComposeOptions, composeDraft, type MessageOfficer, randomId } from "./compose.ts";
export {
  CONSENT_TYPE,
  type ConsentOptions,
  issueConsentAssertion,
  readConsents,
  verifyConsentAssertion,
} from "./consent.ts";
export { type AssertedUse, assertionOf } from "./consent-record.ts";
export {
  type Evidence,
  type EvidenceOptions,
  type VerifiedEvidence,
  verifyEvidence,
} from "./evidence.ts";
export { type InspectedMessage, inspectMessage, inspectSealed } from "./inspect.ts";
export { type IssuedMessage, type IssueOptions, issueMessage, MESSAGE_TYPE } from "./issue.ts";
export { MessageError, type MessageErrorCode, type MessageIssue } from "./message-error.ts";
export { MESSAGE_ERRORS } from "./message-errors.ts";
export { type OpenedMessage, openMessage } from "./open.ts";
export type { InspectOptions, OpenOptions, SignedMessage } from "./open-options.ts";
export { PACKAGE_TYPE, PROTOCOL_VERSION, SEALED_TYPE } from "./package.ts";
export {
  type AuthorisationsRead,
  readAuthorisations,
  statedBeside,
} from "./read-authorisations.ts";
export {
  type Decision,
  type Delivery,
  issueDecidedReceipt,
  issueDeliveredReceipt,
  issueRefusal,
  RECEIPT_TYPE,
  type ReceiptOptions,
  type Refusal,
  requireReceiptFor,
  type VerifyReceiptOptions,
  verifyReceipt,
} from "./receipt.ts";
export { type SealOptions, sealMessage } from "./seal.ts";
export { structuralRuleOf } from "./structural.ts";
