/**
 * Opens a signed message, and verifies it, what it carries, its receipts and its evidence, in Node
 * and in browsers. Sealed packages need Node.
 *
 * @module
 */
export { MessageError, type MessageErrorCode, type MessageIssue } from "./message-error.ts";
export { MESSAGE_ERRORS } from "./message-errors.ts";
export { type InspectedMessage, inspectMessage } from "./read/inspect.ts";
export type { InspectOptions, SignedMessage } from "./read/inspect-options.ts";
export { structuralRuleOf } from "./read/structural.ts";
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
  type Delivery,
  requireReceiptFor,
  type VerifyReceiptOptions,
  verifyReceipt,
} from "./receipts/receipt.ts";
export { verifyAgreement } from "./statements/agreement.ts";
export { type ReadAuthorisation, verifyAuthorisation } from "./statements/authorisation.ts";
export { readConsents, verifyConsentAssertion } from "./statements/consent.ts";
export {
  type JudgedAuthorisation,
  judgeAuthorisation,
  type TokenAnswer,
} from "./statements/judge-authorisation.ts";
export { type AuthorisationsRead, readAuthorisations } from "./statements/read-authorisations.ts";
