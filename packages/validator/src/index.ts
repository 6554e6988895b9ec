export { GDPR_PACK } from "@safepassage/packs/gdpr";
export { LED_PACK } from "@safepassage/packs/led";
export { UK_PACK } from "@safepassage/packs/uk";
export { sayBeside } from "@safepassage/policy";
export {
  type Answer,
  applyCorrection,
  atClaim,
  atGroup,
  atLeaf,
  type Claims,
  correctionGroups,
  definePart,
  defineParts,
  defineRule,
  type Facts,
  type Finding,
  findCorrected,
  type GroupView,
  type Hit,
  type Judgement,
  type Lacking,
  type LeafView,
  lacks,
  type Message,
  type Messages,
  type MessageView,
  type Need,
  type NotEvaluated,
  type PackEntry,
  type Place,
  type RequiredClaim,
  type ReviewFault,
  type Rule,
  type RulePack,
  type RulePart,
  type Scope,
  type Severity,
  type Stage,
  type StructuralResult,
  type Tier,
  type Translation,
  type ValidationInput,
  type Verdict,
  type View,
  valuesAt,
  type Wording,
  whyNotKept,
} from "@safepassage/rules";
export { decisionOf, findingsForSender, type ReceiptDecision } from "./findings-for-sender.ts";
export { findLeaks, type LeakInput } from "./leaks/withheld.ts";
export { createWording, ENGLISH, ENGLISH_WORDING } from "./messages/wording.ts";
export { CORE_PACK, DEFAULT_PACKS, IMPLEMENTED_RULES } from "./packs.ts";
export { undecidedRules } from "./undecided.ts";
export { type ValidateOptions, validate } from "./validate.ts";
export type { AccountEntry } from "./would-pass/account.ts";
export {
  type NothingPasses,
  type PassingForm,
  type WouldPass,
  whatWouldPass,
} from "./would-pass/would-pass.ts";
