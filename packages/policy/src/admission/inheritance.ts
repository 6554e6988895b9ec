import { hasMark, type Provenance } from "@safepassage/schema";
import type { Facts } from "../conditions/facts.ts";
import type { ReasonMessage } from "../messages/say-reason.ts";
import { useOf } from "./consents.ts";
import { isAgreedTo } from "./prior-authorisations.ts";

/** A ban inherited from a source message, with the rule that states it. */
export interface InheritedBar {
  readonly rule: "R20" | "R22" | "R47" | "R48";
  readonly message: ReasonMessage;
}

/**
 * Finds a condition of a source message that forbids this use, as far as `private.provenance` shows
 * the sources. A message does not say which leaf came from which source, so a bar applies to all its
 * personal data.
 *
 * The recipient sees only the provenance it is shown, so it cannot verify inheritance. Message types
 * without fields of the purpose are exempt: asking whether data may be passed on passes none on.
 */
export function findInheritedBar(facts: Facts): InheritedBar | undefined {
  const sources = facts.private["private.provenance"] ?? [];
  if (sources.length === 0 || !facts.rows.holdsPurposeFields) return undefined;
  const use = describeUse(facts);
  return BARS.find(({ stands }) => sources.some((source) => stands(source, use)));
}

const describeUse = ({ clear, rows, input }: Facts) => ({
  purpose: clear["env.purpose"] ?? "",
  serves: rows.purpose?.serves ?? [],
  passedOn: clear["env.handling.conditions"] ?? [],
  /** Whether the originator agreed, by an authorisation of one of these kinds. */
  isAgreed: (source: Provenance, ...kinds: readonly string[]): boolean =>
    isAgreedTo(source, kinds, { ...useOf(clear), authorisations: input.authorisations }),
  recipientType: input.registry.recipient.type,
  parties: [input.registry.sender, input.registry.recipient],
});

interface Bar extends InheritedBar {
  stands(source: Provenance, use: ReturnType<typeof describeUse>): boolean;
}

const FIU = "FIU-AMLD6";
const BARS: readonly Bar[] = [
  {
    rule: "R20",
    message: "SOURCE_CONDITION_DROPPED",
    stands: ({ conditions }, { passedOn }) => conditions.some((one) => !passedOn.includes(one)),
  },
  {
    rule: "R20",
    message: "SOURCE_ONE_PURPOSE",
    stands: ({ conditions, purpose }, use) =>
      conditions.includes("NO_OTHER_PURPOSE") && purpose !== use.purpose,
  },
  {
    rule: "R20",
    message: "SOURCE_ASSISTANCE_ONLY",
    stands: ({ conditions }, { serves }) =>
      conditions.includes("ASSISTANCE_ONLY") && !serves.includes("assistance"),
  },
  {
    rule: "R20",
    message: "SOURCE_STATISTICS_ONLY",
    stands: ({ conditions }, { purpose }) =>
      conditions.includes("STATISTICAL_USE_ONLY") && purpose !== "STATISTICS",
  },
  {
    rule: "R22",
    message: "SOURCE_NO_ONWARD",
    stands: (source, { isAgreed }) =>
      (source.conditions.includes("NO_ONWARD") || source.europol.includes("H2")) &&
      !isAgreed(source, "providerConsent"),
  },
  {
    rule: "R22",
    message: "SOURCE_PRIOR_AUTHORISATION",
    stands: (source, { isAgreed }) =>
      source.conditions.includes("ONWARD_WITH_PRIOR_AUTH") &&
      !isAgreed(source, "providerConsent", "priorTransferAuthorisation", "fiuConsent"),
  },
  {
    rule: "R22",
    message: "SOURCE_NO_COURT",
    stands: (source, { purpose, isAgreed }) =>
      (source.conditions.includes("NO_JUDICIAL_USE_WITHOUT_AUTH") ||
        source.europol.includes("H1")) &&
      purpose === "JUDICIAL_EVIDENCE" &&
      !isAgreed(source, "providerConsent"),
  },
  {
    rule: "R48",
    message: "SOURCE_NOT_AGAINST_STAY",
    stands: ({ conditions }, { serves, recipientType }) =>
      conditions.includes("NO_IMMIGRATION_ENFORCEMENT_USE") &&
      hasMark("agency_type", recipientType, "migration") &&
      !serves.includes("stay"),
  },
  {
    rule: "R47",
    message: "SOURCE_FIU",
    stands: (source, { purpose, parties, isAgreed }) =>
      source.originRegime === FIU &&
      source.purpose !== purpose &&
      // Consent is asked for telling others (Dir 2015/849 Art 55(1)), not for the unit that gave it.
      !parties.some(({ regime, country }) => regime === FIU && country === source.originState) &&
      !isAgreed(source, "fiuConsent"),
  },
];
