export type { StructuralResult } from "@safepassage/core";
export { randomId } from "@safepassage/schema";
export { MessageError, type MessageErrorCode, type MessageIssue } from "./message-error.ts";
export { MESSAGE_ERRORS } from "./message-errors.ts";
export { MESSAGE_TYPE, PROTOCOL_VERSIONS, type ProtocolVersion, protocolFor } from "./protocol.ts";
export type { Carrier } from "./read/carrier.ts";
export { type InspectedMessage, inspectAnew, inspectMessage } from "./read/inspect.ts";
export type { InspectOptions, SignedMessage } from "./read/inspect-options.ts";
export { isRefusalCode, structuralRuleOf } from "./read/structural.ts";
export {
  statementOf,
  type VerifiedCertificate,
  verifyCertificate,
} from "./receipts/certificate.ts";
export {
  type Evidence,
  type EvidenceOptions,
  type EvidenceRemark,
  requireOneVerdict,
  type VerifiedEvidence,
  verifyEvidence,
} from "./receipts/evidence.ts";
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
} from "./receipts/receipt.ts";
export {
  inspectSealed,
  type OpenedMessage,
  type OpenOptions,
  openMessage,
  openUnsealed,
  requireCarrier,
  type SealedOptions,
} from "./sealed/open.ts";
export { PACKAGE_TYPE, SEALED_TYPE } from "./sealed/package.ts";
export { type SealOptions, sealMessage } from "./sealed/seal.ts";
export {
  AGREEMENT_TYPE,
  type AgreementText,
  agreementDigest,
  readAgreementName,
  readFormerAgreement,
  signAgreement,
  verifyAgreement,
} from "./statements/agreement.ts";
export {
  AUTHORISATION_TYPE,
  type AuthorisationOptions,
  issueAuthorisation,
  type ReadAuthorisation,
  verifyAuthorisation,
} from "./statements/authorisation.ts";
export {
  type AssertedUse,
  assertionOf,
  CONSENT_TYPE,
  type ConsentOptions,
  issueConsentAssertion,
  readConsents,
  verifyConsentAssertion,
} from "./statements/consent.ts";
export {
  type JudgedAuthorisation,
  judgeAuthorisation,
  type TokenAnswer,
} from "./statements/judge-authorisation.ts";
export {
  type AuthorisationsRead,
  readAuthorisations,
  statedBeside,
} from "./statements/read-authorisations.ts";
export { composeDraft, withAnswerDeadline } from "./write/compose.ts";
export type { ComposeOptions, MessageOfficer } from "./write/compose-options.ts";
export {
  type IssuedMessage,
  type IssueOptions,
  issueAnew,
  issueMessage,
} from "./write/issue-node.ts";
