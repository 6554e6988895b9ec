export { decisionOf, findingsForSender, type ReceiptDecision } from "./findings-for-sender.ts";
export { createHistoryIndex, type HistoryIndex } from "./history/history-index.ts";
export { atClaim, atGroup, atLeaf, lacks } from "./hits.ts";
export type {
  Finding,
  Judgement,
  NotEvaluated,
  Severity,
  Stage,
  Tier,
  Verdict,
} from "./judgement.ts";
export { findLeaks, type LeakInput } from "./leaks/withheld.ts";
export type { GroupView, LeafView, MessageView } from "./message-view.ts";
export { ENGLISH, type Message, type Messages, type Translation } from "./messages/messages.ts";
export { createWording, ENGLISH_WORDING, type Place, type Wording } from "./messages/wording.ts";
export type { PackEntry, RulePack } from "./packs/pack.ts";
export {
  CORE_PACK,
  DEFAULT_PACKS,
  GDPR_PACK,
  LED_PACK,
  UK_PACK,
} from "./packs/regimes.ts";
export {
  type Answer,
  type Claims,
  definePart,
  defineRule,
  type Facts,
  type Hit,
  type Lacking,
  type Need,
  type RequiredClaim,
  type Rule,
  type RulePart,
  type View,
} from "./rule.ts";
export type { ValidateOptions } from "./rule-book.ts";
export { IMPLEMENTED_RULES } from "./rules/index.generated.ts";
export type { Scope } from "./scope.ts";
export { undecidedRules } from "./undecided.ts";
export { validate } from "./validate.ts";
export type { StructuralResult, ValidationInput } from "./validation-input.ts";
export {
  type NothingPasses,
  type PassingForm,
  type WouldPass,
  whatWouldPass,
} from "./would-pass.ts";
