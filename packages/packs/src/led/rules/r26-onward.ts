import {
  atClaim,
  atGroup,
  atLeaves,
  definePart,
  defineParts,
  isAgreedTo,
  lacks,
  leavesOf,
  type MessageView,
  namedDigests,
  PRIOR_NEEDS,
  priorUse,
  valuesOf,
} from "@safepassage/rules";
import type { ExchangeEntry, RegistryFacts } from "@safepassage/schema";

const REQUEST = "onwardTransferRequest";

/** Data from a Member State pass from one third country to another only if that State agrees. */
export const r26 = defineParts({
  id: "R26",
  codes: [
    "R26_REQUEST_INCOMPLETE",
    "R26_DECISION_EXPIRED",
    "R26_NOT_AUTHORISED",
    "R26_NOT_ITS_STATE",
  ],
  parts: [
    definePart({
      needs: ["env.messageType", "private.provenance", ...PRIOR_NEEDS, "registry"],
      evaluate(view) {
        const { claims, facts, now } = view;
        const type = claims["env.messageType"];
        const sources = claims["private.provenance"];
        if (!isOnward(type) && sources.length === 0) return "notApplicable";
        const where = unionOf(facts.registry);
        if (where === undefined) return lacks("registry.states");
        if (where.from && where.to) return "notApplicable";
        if (type === REQUEST) return againstRequest(view);
        if (type === DECISION) return againstDecision(view, now);

        const { sender, recipient, states } = facts.registry;
        if (where.from || where.to || sender.country === recipient.country) return "notApplicable";
        const origins = sources.map(({ originState }) => states[originState]?.eu);
        if (!origins.includes(true)) {
          return origins.includes(undefined) ? lacks("registry.states") : "notApplicable";
        }
        // The decision must still be valid when the message is judged.
        const authorisations = facts.authorisations.filter(
          ({ validUntil }) => validUntil >= now.slice(0, 10),
        );
        const use = { ...priorUse({ claims, facts }), authorisations };
        const isDecided = sources
          .filter(({ originState }) => states[originState]?.eu === true)
          .every((source) => isAgreedTo(source, [DECIDED], use));
        return isDecided ? [] : [atClaim("R26_NOT_AUTHORISED", "private.priorAuthorisations")];
      },
    }),
    definePart({
      stage: "state",
      about: { claims: { "env.messageType": new Set([REQUEST]) } },
      needs: ["env.messageType", "registry", "history"],
      evaluate({ facts, message }) {
        const where = unionOf(facts.registry);
        if (where === undefined) return lacks("registry.states");
        if (where.from && where.to) return "notApplicable";
        const { recipient } = facts.registry;
        const { exchange, named } = facts.history;
        const sources = [...namedDigests(message)].map((digest) => {
          const isIt = (held: ExchangeEntry): boolean => held.digest === digest;
          return named?.find(isIt) ?? exchange?.find(isIt);
        });
        const others = sources.filter((source) => source?.from !== recipient.entity);
        // Another competent authority of the same State may also decide.
        if (others.some((source) => isOther(source?.fromCountry, recipient.country))) {
          return [atClaim("R26_NOT_ITS_STATE", "env.recipient.agencyId")];
        }
        if (sources.length === 0 || others.includes(undefined)) return lacks("history.named");
        return others.some((source) => source?.fromCountry === undefined)
          ? lacks("history.exchange.fromCountry")
          : [];
      },
    }),
  ],
});

/** Whether the States of sender and recipient are in the Union; `undefined` if one is unknown. */
function unionOf({ sender, recipient, states }: RegistryFacts) {
  const from = states[sender.country]?.eu;
  const to = states[recipient.country]?.eu;
  return from === undefined || to === undefined ? undefined : { from, to };
}

const isOther = (country: string | undefined, state: string): boolean =>
  country !== undefined && country !== state;

/** A request must say what the decision depends on: the ground, the offence and the level of protection. */
function againstRequest({ groups }: MessageView) {
  return groups
    .filter(({ presentFields }) => presentFields.has("onward.to"))
    .flatMap((group) =>
      ASKED.filter((id) => !group.presentFields.has(id)).map((id) =>
        atGroup("R26_REQUEST_INCOMPLETE", group, id, id),
      ),
    );
}

function againstDecision({ groups }: MessageView, now: string) {
  const granting = groups.filter(({ leaves }) =>
    valuesOf("onward.decision", leaves).some((value) => GRANTED.has(value)),
  );
  // R65 reports a decision without an end date.
  const until = granting.flatMap(({ leaves }) => leavesOf("onward.until", leaves));
  const today = now.slice(0, 10);
  return atLeaves("R26_DECISION_EXPIRED", until, ({ value }) => String(value) < today);
}

const isOnward = (type: string): boolean => type === REQUEST || type === DECISION;

const DECISION = "onwardTransferDecision";
const DECIDED = "priorTransferAuthorisation";
const ASKED = ["onward.target", "onward.ground", "onward.offence", "onward.protectionLevel"];
const GRANTED: ReadonlySet<unknown> = new Set(["granted", "grantedWithConditions"]);
