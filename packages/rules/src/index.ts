export type { StructuralResult } from "@safepassage/core";
export {
  type ConsentUse,
  isAgreedTo,
  isAvailableTo,
  isGround,
  isValidConsent,
  useOf,
} from "@safepassage/policy";
export {
  addPeriod,
  isConsentBasis,
  lastAgreedDay,
  lastDay,
  namedDigests,
} from "@safepassage/schema";
export { applyCorrection, valuesAt } from "./corrected/apply-correction.ts";
export {
  type CorrectionGroup,
  type CorrectionTarget,
  carryValues,
  correctionGroups,
  type FormFaultCode,
  formFaults,
} from "./corrected/correction-groups.ts";
export { findCorrected, type TargetFaultCode } from "./corrected/held-target.ts";
export { toFinding } from "./engine/finding.ts";
export type { ValidateOptions } from "./engine/rule-book.ts";
export { validate } from "./engine/validate.ts";
export { holdsPurposeFields } from "./exchange-types.ts";
export { addHours, eventsOf, happenedBy, knowsAllEvents } from "./happened.ts";
export { atClaim, atGroup, atLeaf, atLeaves, atMessage, atPresent, lacks } from "./hits.ts";
export type {
  Finding,
  Judgement,
  NotEvaluated,
  Severity,
  Stage,
  Tier,
  Verdict,
} from "./judgement.ts";
export { type Kept, keptUntil, type Retained, type ReviewFault, whyNotKept } from "./kept-until.ts";
export { leavesOf, specialLeaves, valuesOf } from "./leaves-of.ts";
export {
  admittedBases,
  GDPR_REGIMES,
  isBasisInForce,
  isLedRegime,
  isNationalLaw,
  isNationalLawOf,
  LED_REGIMES,
  restsOnNationalLaw,
} from "./legal-bases.ts";
export type { GroupView, LeafView, MessageView } from "./message-view.ts";
export {
  COMMON_ENGLISH,
  type Message,
  type Messages,
  type Translation,
} from "./messages/messages.ts";
export { createWording, type Place, type Wording } from "./messages/wording.ts";
export type { Claims, Facts, Need, RequiredClaim } from "./needs.ts";
export type { PackEntry, RulePack } from "./pack.ts";
export {
  atPermission,
  fieldsOpenedBy,
  type OpenedFields,
  POLICY_NEEDS,
  PRIOR_NEEDS,
  permissionsFor,
  policyInput,
  priorUse,
} from "./policy-input.ts";
export { readMessage } from "./read-message.ts";
export {
  type Answer,
  definePart,
  defineParts,
  defineRule,
  type Hit,
  type Lacking,
  type Rule,
  type RulePart,
  type View,
  type ViewWith,
} from "./rule.ts";
export type { Scope } from "./scope.ts";
export type { ValidationInput } from "./validation-input.ts";
