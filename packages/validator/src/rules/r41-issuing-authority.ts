import { atGroup, atLeaf, definePart, defineParts, lacks } from "@safepassage/rules";
import { findCode, hasMark } from "@safepassage/schema";
import { EVIDENCE, type ProductionOrder, productionOrders } from "../concepts/production-orders.ts";

/** Which authority may order data from a provider depends on how far the data intrude on private life. */
export const r41 = defineParts({
  id: "R41",
  codes: [
    "R41_CATEGORY_MISSING",
    "R41_AUTHORITY_MISSING",
    "R41_AUTHORITY_NOT_COMPETENT",
    "R41_NOT_VALIDATED",
    "R41_VALIDATOR_NOT_COMPETENT",
  ],
  parts: [
    definePart({
      about: EVIDENCE,
      needs: ["private.urgency"],
      evaluate({ claims, ...view }) {
        const orders = productionOrders(view);
        if (orders.length === 0) return "notApplicable";
        const isEmergency = claims["private.urgency"].level === "emergency";
        return orders.flatMap((order) => hitOf(order, isEmergency) ?? []);
      },
    }),
    definePart({
      stage: "state",
      about: EVIDENCE,
      needs: [],
      evaluate(view) {
        const isOpen = productionOrders(view).some(
          ({ leaf }) =>
            leaf("issuingAuthority")?.value === OTHER && leaf("validator") === undefined,
        );
        // Later validation is requested from a court, and no message reports it.
        return isOpen ? lacks("history.validations") : "notApplicable";
      },
    }),
  ],
});

function hitOf(order: ProductionOrder, isEmergency: boolean) {
  const { group, kind, categories, leaf } = order;
  // A preservation order may be for data of any category (Art 4(3)), so it need not name one.
  if (kind === "EPOC" && categories.length === 0) return atGroup("R41_CATEGORY_MISSING", group);
  const authority = leaf("issuingAuthority");
  if (authority === undefined) return atGroup("R41_AUTHORITY_MISSING", group);
  if (authority.value !== OTHER) {
    return admits(order, authority.value)
      ? undefined
      : atLeaf("R41_AUTHORITY_NOT_COMPETENT", authority);
  }
  const validator = leaf("validator");
  if (validator !== undefined) {
    return admits(order, validator.value)
      ? undefined
      : atLeaf("R41_VALIDATOR_NOT_COMPETENT", validator);
  }
  return isEmergency && mayWait(order) ? undefined : atLeaf("R41_NOT_VALIDATED", authority);
}

/** Whether validation may follow later in an emergency: for what a prosecutor may order (Art 4(5)). */
const mayWait = (order: ProductionOrder): boolean => admits(order, "publicProsecutor");

function admits({ kind, categories }: ProductionOrder, authority: unknown): boolean {
  if (kind === "EPOC-PR") return hasMark("issuing_authority", String(authority), "judicial");
  return categories.every((category) => {
    const issuers = findCode("e_evidence_category", category)?.["issuer"];
    return Array.isArray(issuers) && issuers.includes(authority);
  });
}

const OTHER = "otherWithValidator";
