export { type Identification, judgeIdentification, quasiIdentifierBits } from "./combination.ts";
export { areLinked, type Concern, createConcern } from "./concern.ts";
export {
  type Conditions,
  conditionHolds,
  createConditions,
  expressionHolds,
  type HeaderField,
} from "./conditions.ts";
export { type ConsentUse, isValidConsent } from "./consents.ts";
export { boilerplate } from "./facts.ts";
export { isConsentOnly } from "./legal-basis.ts";
export {
  REASONS_ENGLISH,
  type ReasonMessage,
  type ReasonMessages,
  type Say,
  type Sayable,
  sayReason,
} from "./messages/say-reason.ts";
export { type Minimised, minimise } from "./minimise.ts";
export type {
  Outcome,
  Permission,
  PlacedLeaf,
  PolicyInput,
  Reason,
  ReasonCode,
  Rung,
} from "./model.ts";
export { permissions } from "./permissions.ts";
export { isAgreedTo, type PriorUse } from "./prior-authorisations.ts";
export { rungsOf } from "./rungs.ts";
export { sameJson } from "./same-json.ts";
export { isSpecial } from "./special.ts";
export { CATALOGUE_TABLES, type PolicyTables } from "./tables.ts";
