export { sameJson } from "@safepassage/core";
export { type ConsentUse, isValidConsent, useOf } from "./admission/consents.ts";
export { isAvailableTo, isConsentOnly, isGround } from "./admission/legal-basis.ts";
export { type PartyObstacle, partyObstacles } from "./admission/parties.ts";
export { isAgreedTo, type PriorUse } from "./admission/prior-authorisations.ts";
export { type AskedRow, asksForRow, joined, lackingIn, waysOf } from "./conditions/asked-rows.ts";
export { areLinked, type Concern, createConcern } from "./conditions/concern.ts";
export {
  type Conditions,
  createConditions,
  type HeaderField,
} from "./conditions/conditions.ts";
export { boilerplate } from "./conditions/facts.ts";
export { isChild, isIdentifying, isSuspect, isVictim } from "./conditions/protection.ts";
export { isSpecial } from "./conditions/special.ts";
export {
  LABELS_ENGLISH,
  type Labels,
  REASONS_ENGLISH,
  type ReasonMessage,
  type ReasonMessages,
  type Sayable,
  type Speaker,
  sayBeside,
  sayInEnglish,
  sayReason,
} from "./messages/say-reason.ts";
export { type Minimised, minimise } from "./minimise/minimise.ts";
export { permissions } from "./minimise/permissions.ts";
export {
  basesOfTypes,
  type OverviewInput,
  type PurposeOverview,
  type TypeBases,
  whatMayBeSent,
} from "./overview/overview.ts";
export {
  type Identification,
  judgeIdentification,
  quasiIdentifierBits,
} from "./precision/combination.ts";
export { coarsenDate } from "./precision/derive.ts";
export { rungsOf } from "./precision/rungs.ts";
export type {
  Outcome,
  Permission,
  PlacedLeaf,
  PolicyInput,
  Reason,
  ReasonCode,
  Rung,
} from "./tables/model.ts";
export { CATALOGUE_TABLES, type PolicyTables } from "./tables/tables.ts";
