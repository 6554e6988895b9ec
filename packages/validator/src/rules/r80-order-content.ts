import {
  atClaim,
  atGroup,
  atLeaf,
  definePart,
  defineParts,
  type GroupView,
  type Hit,
  type LeafView,
  lacks,
  type MessageView,
} from "@safepassage/rules";
import { hasMark, neighboursIn, type State } from "@safepassage/schema";
import { EVIDENCE, type ProductionOrder, productionOrders } from "../concepts/production-orders.ts";

/** An order says whom and what it is about, and goes to whom it is for: to a provider, in another State that is bound. */
export const r80 = defineParts({
  id: "R80",
  codes: [
    "R80_IDENTIFIER_MISSING",
    "R80_CATEGORY_MISSING",
    "R80_PROVISION_MISSING",
    "R80_ADDRESSEE_DIFFERS",
    "R80_NOT_CROSS_BORDER",
    "R80_NOT_FOR_PROVIDER",
    "R80_PERSON_MISSING",
    "R80_STATE_NOT_BOUND",
  ],
  parts: [
    definePart({
      about: EVIDENCE,
      needs: [
        "env.sender.agencyType",
        "env.sender.country",
        "env.recipient.agencyType",
        "env.recipient.agencyId",
        "env.recipient.country",
      ],
      evaluate({ claims, ...view }) {
        const isToProvider = claims["env.recipient.agencyType"] === PROVIDER;
        const orders = ordersFrom(claims["env.sender.agencyType"], view);
        const misled = isToProvider ? betweenAuthorities(view) : [];
        const hearings = view.groups.filter(asksForHearing);
        if (orders.length + misled.length + hearings.length === 0) return "notApplicable";
        const provisions = provisionsIn(view);
        const hits: Hit<Code>[] = [
          ...misled.map((kind) => atLeaf("R80_NOT_FOR_PROVIDER" as const, kind)),
          ...orders.flatMap((order) => missingIn(order, provisions)),
          ...hearings
            .filter(({ gid }) => view.concern.personsOf(gid).length === 0)
            .map((group) => atGroup("R80_PERSON_MISSING" as const, group)),
        ];
        if (!isToProvider) return hits;
        const recipient = claims["env.recipient.agencyId"];
        for (const { leaf } of orders) {
          const named = leaf("serviceProvider");
          if (named !== undefined && named.value !== recipient) {
            hits.push(atLeaf("R80_ADDRESSEE_DIFFERS", named));
          }
        }
        const isAbroad = claims["env.sender.country"] !== claims["env.recipient.country"];
        if (orders.length > 0 && !isAbroad && isOfState(claims["env.sender.agencyType"])) {
          hits.push(atClaim("R80_NOT_CROSS_BORDER", RECIPIENT_STATE));
        }
        return hits;
      },
    }),
    definePart({
      stage: "context",
      about: EVIDENCE,
      needs: [
        "env.sender.agencyType",
        "env.sender.country",
        "env.recipient.agencyType",
        "env.recipient.country",
        "registry",
      ],
      evaluate({ claims, facts, ...view }) {
        const orders = ordersFrom(claims["env.sender.agencyType"], view);
        if (orders.length === 0) return "notApplicable";
        const { states } = facts.registry;
        const asked = [
          ...(isOfState(claims["env.sender.agencyType"]) ? [SENDER_STATE] : []),
          ...(claims["env.recipient.agencyType"] === PROVIDER ? [RECIPIENT_STATE] : []),
        ].map((claim) => ({ claim, bound: isBound(states[claims[claim]]) }));
        const hits = asked.flatMap(({ claim, bound }) =>
          bound === false ? [atClaim("R80_STATE_NOT_BOUND", claim)] : [],
        );
        const isUnknown = asked.some(({ bound }) => bound === undefined);
        return hits.length === 0 && isUnknown ? lacks("registry.states") : hits;
      },
    }),
  ],
});

/** The orders that a message gives. A provider orders nothing: what it repeats is what it answers. */
const ordersFrom = (sender: string, view: MessageView): readonly ProductionOrder[] =>
  sender === PROVIDER ? [] : productionOrders(view);

/** What goes from authority to authority: a provider has no power to execute it. */
const betweenAuthorities = ({ groups }: MessageView): readonly LeafView[] =>
  groups.flatMap(({ leaves }) =>
    leaves.filter(
      ({ field, value }) =>
        field.id === "evidence.kind" &&
        hasMark("evidence_kind", String(value), "betweenAuthorities"),
    ),
  );

/** Whether a group is an Investigation Order that has somebody heard. */
const asksForHearing = ({ leaves }: GroupView): boolean =>
  leaves.some(({ field, value }) => field.id === "evidence.kind" && value === "EIO") &&
  leaves.some(
    ({ field, value }) =>
      field.id === "evidence.measure" &&
      hasMark("investigative_measure", String(value), "ofPerson"),
  );

function missingIn(order: ProductionOrder, provisions: Provisions): Hit<Code>[] {
  const { group, kind, categories } = order;
  const missing = (code: Code, field: string): Hit<Code> => atGroup(code, group, field, field);
  const hits: Hit<Code>[] = [];
  // A malformed value is R53's.
  if (!group.presentFields.has(IDENTIFIER)) {
    hits.push(missing("R80_IDENTIFIER_MISSING", IDENTIFIER));
  }
  // Of an order to produce R41 asks it: who may issue it depends on the category.
  if (kind === "EPOC-PR" && categories.length === 0) {
    hits.push(missing("R80_CATEGORY_MISSING", "evidence.category"));
  }
  const isProvided = provisions.ofAll || provisions.of.has(group.gid);
  if (!isProvided) {
    hits.push({ ...atGroup("R80_PROVISION_MISSING", group), field: "event.offence" });
  }
  return hits;
}

/** Which orders a provision of criminal law is stated for. */
interface Provisions {
  /** By an event that is linked with no order: it counts for all of them. */
  readonly ofAll: boolean;
  readonly of: ReadonlySet<string>;
}

function provisionsIn({ groups }: MessageView): Provisions {
  const byId = new Map(groups.map((group) => [group.gid, group]));
  const neighbours = neighboursIn(byId);
  const ordersOf = (start: string): readonly string[] => {
    const together = new Set([start]);
    const orders = new Set<string>();
    // The loop also visits what is added to the set on the way. A person or an order ends it.
    for (const gid of together) {
      for (const next of neighbours.get(gid) ?? []) {
        const kind = byId.get(next)?.kind;
        if (kind === "evidence") orders.add(next);
        else if (kind !== "subject") together.add(next);
      }
    }
    return [...orders];
  };
  const linked = groups.filter(namesProvision).map(({ gid }) => ordersOf(gid));
  return { ofAll: linked.some((orders) => orders.length === 0), of: new Set(linked.flat()) };
}

const namesProvision = ({ leaves }: GroupView): boolean =>
  leaves.some(
    ({ field, value }) =>
      field.id === "event.offence" && (value as { national?: unknown }).national !== undefined,
  );

/** A body of the Union is of no State: that of its seat is not the issuing State. */
const isOfState = (type: string): boolean => !hasMark("agency_type", type, "unionBody");

/** Whether the Regulation binds a State; `undefined` if the registry does not say. It binds no third State. */
const isBound = (state: State | undefined): boolean | undefined =>
  state?.eu === false ? false : state?.bound?.[REGULATION];

type Code =
  | "R80_IDENTIFIER_MISSING"
  | "R80_CATEGORY_MISSING"
  | "R80_PROVISION_MISSING"
  | "R80_ADDRESSEE_DIFFERS"
  | "R80_NOT_CROSS_BORDER"
  | "R80_NOT_FOR_PROVIDER"
  | "R80_PERSON_MISSING"
  | "R80_STATE_NOT_BOUND";

const PROVIDER = "serviceProvider";
const IDENTIFIER = "evidence.identifier";
const SENDER_STATE = "env.sender.country" as const;
const RECIPIENT_STATE = "env.recipient.country" as const;
const REGULATION = "REG2023/1543";
