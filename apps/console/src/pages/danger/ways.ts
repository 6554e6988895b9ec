import { findPurpose } from "@safepassage/schema";
import type { Answer } from "../../app/gateway.ts";
import { DANGER } from "./warning.ts";

/** How an agency may be warned. */
export interface WayToWarn {
  readonly agreement: string;
  readonly legalBases: Answer<"whatMayBeSent">["agreements"][number]["purposes"][number]["legalBases"];
}

/** Those partners of an agency that an agreement lets it warn, and that are of a type that is warned. */
export function agenciesToWarn(
  self: string,
  agreements: readonly Agreement[],
  partners: readonly Pick<Partner, "entity" | "type" | "isReachable">[],
): readonly string[] {
  const agreed = new Set(
    agreements
      .filter(({ parties, purposes }) => parties.includes(self) && purposes.includes(DANGER))
      .flatMap(({ parties }) => parties),
  );
  const types: readonly string[] = findPurpose(DANGER)?.opens.recipients ?? [];
  return partners
    .filter(({ entity, type }) => entity !== self && agreed.has(entity) && types.includes(type))
    .map(({ entity }) => entity);
}

/** The first usable agreement under which a warning may be opened. */
export function wayIn({
  agreements,
}: Pick<Answer<"whatMayBeSent">, "agreements">): WayToWarn | null {
  for (const { id, isUsable, purposes } of agreements) {
    const one = purposes.find(({ purpose }) => purpose === DANGER);
    if (isUsable && one?.opensWith.includes("alert") === true) {
      return { agreement: id, legalBases: one.legalBases };
    }
  }
  return null;
}

type Agreement = Pick<Answer<"listAgreements">["entries"][number], "parties" | "purposes">;
type Partner = Answer<"listPartners">["entries"][number];
