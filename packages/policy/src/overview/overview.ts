import { type Agency, type Agreement, EXCHANGE_TYPES, findPurpose } from "@safepassage/schema";
import { type AvailableBasis, availableBases, nationalBases } from "../admission/legal-basis.ts";
import { type PartyObstacle, partyObstacles } from "../admission/parties.ts";
import { type FieldOverview, fieldOverviews } from "./fields.ts";

/** Who sends what to whom. */
export interface OverviewInput {
  /** The agency that sends. */
  readonly sender: Agency;
  readonly recipient: Agency;
  /** In force, and both are parties of it. */
  readonly agreement: Agreement;
  /** The law in force on this day counts, `2026-11-24`. */
  readonly day: string;
}

/** What may be sent of one purpose. */
export interface PurposeOverview {
  readonly purpose: string;
  readonly title: string;
  /** Types of message with which the sender may open an exchange. */
  readonly opensWith: readonly string[];
  /** Why it may open none. Left out: it may. */
  readonly obstacles?: readonly PartyObstacle[];
  /** Types of message that it may send in an exchange that one of the two has opened. */
  readonly continuesWith: readonly string[];
  /** Whether a second officer approves each message before it goes; of a warning of danger, reviews it after it went. */
  readonly secondOfficer: boolean;
  /** Legal bases that the purpose has for this sender, with the national law that the agreement names. */
  readonly legalBases: readonly AvailableBasis[];
  /** Fields of which a message that opens an exchange has at least one. Left out: none is asked for in this way. */
  readonly requiredOneOf?: readonly string[];
  /** In the order of the catalogue. None where neither of the two may open an exchange. */
  readonly fields: readonly FieldOverview[];
}

/** The legal bases of a type of message, where they are not those of the purpose alone. */
export interface TypeBases {
  readonly messageType: string;
  /** Whether those of the purpose count too. */
  readonly isOfPurpose: boolean;
  readonly legalBases: readonly AvailableBasis[];
}

/**
 * Says what an agency may send to another under an agreement: for each purpose that the catalogue has, which fields, how
 * precisely and on which conditions. It knows no message: `permissions` decides for each one whether conditions hold and
 * what sources forbid. No message keeps what is left out here.
 *
 * @see docs/spec/api.md#catalogue
 */
export function whatMayBeSent(
  input: OverviewInput,
  purposes: readonly string[] = input.agreement.purposes,
): readonly PurposeOverview[] {
  return purposes
    .filter((purpose) => input.agreement.purposes.includes(purpose))
    .flatMap((purpose) => overviewOf(input, purpose) ?? []);
}

/** Legal bases of the types of message that have some of their own, for a sender on a day. */
export function basesOfTypes(sender: Agency, day: string): readonly TypeBases[] {
  return Object.entries(EXCHANGE_TYPES).flatMap(([messageType, { bases, alsoBases = [] }]) => {
    const isOfPurpose = bases === "purpose";
    const own = [...(isOfPurpose ? [] : bases), ...alsoBases];
    if (own.length === 0) return [];
    return [{ messageType, isOfPurpose, legalBases: availableBases(own, sender, day) }];
  });
}

function overviewOf(
  { sender, recipient, agreement, day }: OverviewInput,
  id: string,
): PurposeOverview | undefined {
  const purpose = findPurpose(id);
  if (purpose === undefined) return undefined;
  const { title, opens, legalBases, requiredOneOf = [], mostValues = {} } = purpose;
  const obstacles = partyObstacles(opens, sender, recipient);
  const opensWith = obstacles.length === 0 ? opens.messageTypes : [];
  const isOpenedByOther = partyObstacles(opens, recipient, sender).length === 0;
  const continuesWith = typesWithin(opensWith.length > 0, isOpenedByOther);
  const rows = agreement.rows.filter((row) => row.purpose === id);
  const terms = {
    ...{ purpose: id, agreement: { ...agreement, rows } },
    ...{ recipient: recipient.entity, recipientType: recipient.type },
  };
  const fields = fieldOverviews(terms, [...opensWith, ...continuesWith], mostValues);
  const oneOf = requiredOneOf.filter((field) => fields.some((one) => one.field === field));
  return {
    ...{ purpose: id, title, opensWith },
    ...(obstacles.length > 0 && { obstacles }),
    continuesWith,
    secondOfficer: agreement.secondOfficer?.includes(id) === true,
    legalBases: [
      ...availableBases(legalBases, sender, day),
      ...nationalBases(agreement, id, sender.country),
    ],
    ...(opensWith.length > 0 && oneOf.length > 0 && { requiredOneOf: oneOf }),
    fields,
  };
}

/** Types of message that the sender may send in an exchange, as the one that opened it or as the other. */
function typesWithin(isOpener: boolean, isOther: boolean): readonly string[] {
  return Object.entries(EXCHANGE_TYPES).flatMap(([type, { dir }]) => {
    const may = { both: isOpener || isOther, opener: isOpener, recipient: isOther }[dir];
    return may ? [type] : [];
  });
}
