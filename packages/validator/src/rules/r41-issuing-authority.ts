import {
  addHours,
  atGroup,
  atLeaf,
  atLeaves,
  type Claims,
  definePart,
  defineParts,
  happenedBy,
  type LeafView,
  lacks,
} from "@safepassage/rules";
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
    "R41_VALIDATION_OVERDUE",
    "R41_VALIDATOR_NOT_COMPETENT",
  ],
  parts: [
    definePart({
      about: EVIDENCE,
      needs: ["private.urgency"],
      evaluate({ claims, ...view }) {
        const orders = productionOrders(view);
        if (orders.length === 0) return "notApplicable";
        const isEmergency = isEmergencyOf(claims["private.urgency"]);
        return orders.flatMap((order) => hitOf(order, isEmergency) ?? []);
      },
    }),
    definePart({
      stage: "state",
      severity: "warn",
      about: EVIDENCE,
      needs: ["private.urgency", "env.createdAt", "history"],
      evaluate({ claims, facts: { history }, now, ...view }) {
        const orders = productionOrders(view);
        if (!isEmergencyOf(claims["private.urgency"]) || !orders.some(isOpen)) {
          return "notApplicable";
        }
        const due = addHours(claims["env.createdAt"], VALIDATED_HOURS);
        if (now <= due) return [];
        const ends = ENDS.map((kind) => happenedBy(history, kind, due));
        if (ends.includes(true)) return [];
        if (ends.includes(undefined)) return lacks("history.events");
        return orders
          .filter(isOpen)
          .flatMap(({ group }) => atLeaves("R41_VALIDATION_OVERDUE", group.leaves, isAuthority));
      },
    }),
  ],
});

/** Whether an order waits for validation. */
const isOpen = (order: ProductionOrder): boolean =>
  order.leaf("issuingAuthority")?.value === OTHER &&
  order.leaf("validator") === undefined &&
  mayWait(order);

/** Whether it is an emergency as the Regulation means it (Art 3(18)). */
const isEmergencyOf = ({ level, ground }: Urgency): boolean =>
  level === "emergency" && findCode("urgency_ground", ground)?.["reg2023_1543"] !== undefined;

function hitOf(order: ProductionOrder, isEmergency: boolean) {
  const { group, kind, categories, leaf } = order;
  // Of a preservation order R80 asks the category: it may be any (Art 4(3)), so nothing depends on it here.
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

const isAuthority = ({ field }: LeafView): boolean => field.id === "evidence.issuingAuthority";

type Urgency = Claims["private.urgency"];

const OTHER = "otherWithValidator";
/** Art 4(5). */
const VALIDATED_HOURS = 48;
/** What ends the wait: the validation, or a recall because there is none. */
const ENDS = ["orderValidated", "authorisationRejected"] as const;
