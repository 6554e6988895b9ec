import {
  atGroup,
  atLeaf,
  atMessage,
  atPresent,
  definePart,
  defineParts,
  eventsOf,
  type GroupView,
  type Hit,
  type LeafView,
  lacks,
  leavesOf,
  type MessageView,
  type View,
  valuesOf,
} from "@safepassage/rules";
import {
  findSearchFault,
  RESULTS,
  recordsOf,
  resultGroups,
  type SearchFault,
  type SearchUse,
  VICTIM_SEARCH,
} from "../concepts/search-authorisation.ts";

const SEARCH = ["match.searchKind", ...RESULTS];
const USE_NEEDS = [
  "env.createdAt",
  "env.sender.country",
  "private.urgency",
  "authorisations",
] as const;

/**
 * A biometric search is named and limited to one person; its result is checked by a human being and says
 * how the search was authorised.
 */
export const r51 = defineParts({
  id: "R51",
  codes: [
    "R51_TEMPLATE",
    "R51_NOT_CHECKED",
    "R51_NOT_ONE_PERSON",
    "R51_GROUND_MISSING",
    "R51_NO_NATIONAL_LAW",
    "R51_NOT_AUTHORISED",
    "R51_REQUESTED_LATE",
    "R51_TIMES_IMPOSSIBLE",
    "R51_REJECTED",
    "R51_REJECTED_NOT_ERASED",
    "R51_KIND_NOT_NAMED",
    "R51_DECISION_AWAITED",
    "R51_RECIPIENT_NOT_TOLD",
  ],
  parts: [
    definePart({
      about: { fields: [...SEARCH, "correction.reason"] },
      needs: [],
      evaluate(view) {
        const rejected = view.groups.filter(isRejection);
        const hits = againstCorrections(rejected);
        if (!isPresent(view, SEARCH)) return rejected.length > 0 ? hits : "notApplicable";
        return [
          ...hits,
          ...atPresent("R51_TEMPLATE", "identity.biometricTemplate", view.groups),
          ...againstResults(view),
          ...againstSearches(view),
        ];
      },
    }),
    definePart({
      stage: "state",
      about: { fields: RESULTS },
      needs: [...USE_NEEDS, "history"],
      evaluate(view) {
        // What the answer names itself is judged without the history.
        if (isPresent(view, ["match.searchKind"])) return [];
        const { exchange } = view.facts.history;
        if (exchange === undefined) return lacks("history.exchange");
        const asked = exchange.flatMap(({ searchKind }) => searchKind ?? []);
        return asked.length === 0
          ? atResults("R51_KIND_NOT_NAMED", view)
          : againstAuthority(view, () => asked, useIn(view));
      },
    }),
    definePart({
      stage: "state",
      severity: "warn",
      about: { events: true },
      needs: ["history"],
      evaluate({ facts }) {
        const events = eventsOf(facts.history, REFUSALS);
        if (events.length === 0) return "notApplicable";
        if (events.some(({ recipients }) => recipients === undefined)) {
          return lacks("history.events");
        }
        const isOwed = events.some(({ recipients, correctedRecipients: told }) =>
          recipients?.some((recipient) => told?.includes(recipient) !== true),
        );
        return isOwed ? [atMessage("R51_RECIPIENT_NOT_TOLD")] : [];
      },
    }),
    definePart({
      severity: "warn",
      about: { fields: RESULTS },
      needs: [],
      evaluate(view) {
        return resultGroups(view)
          .filter((result) => recordsOf(result, view).some(({ state }) => state === "requested"))
          .map((result) => atResult("R51_DECISION_AWAITED", result));
      },
    }),
    definePart({
      about: { fields: RESULTS },
      needs: USE_NEEDS,
      evaluate(view) {
        const named = valuesOf("match.searchKind", view.leaves) as readonly string[];
        const kindsOf = ({ leaves }: GroupView) => {
          const own = valuesOf("match.searchKind", leaves) as readonly string[];
          return own.length > 0 ? own : named;
        };
        return againstAuthority(view, kindsOf, useIn(view));
      },
    }),
    definePart({
      about: { fields: ["match.searchKind"] },
      needs: ["env.messageType", "env.recipient.country", "env.sender.country", "registry"],
      evaluate({ claims, facts, leaves }) {
        const searches = realTimeSearches(leaves);
        if (searches.length === 0) return "notApplicable";
        // Who answers has searched; of whom it is asked will.
        const isAnswer = claims["env.messageType"] === "response";
        const country = claims[isAnswer ? "env.sender.country" : "env.recipient.country"];
        const state = facts.registry.states[country];
        if (state === undefined) return lacks("registry.states");
        // A State allows it by a law of its own (AI Act Art 5(5)): without a word there is none.
        return state.rtbiLaw === true
          ? []
          : searches.map((leaf) => atLeaf("R51_NO_NATIONAL_LAW", leaf));
      },
    }),
  ],
});

function againstResults(view: MessageView) {
  const isChecked = leavesOf("assessment.humanCheck", view.leaves).some(
    ({ value }) => (value as { readonly done?: unknown }).done === true,
  );
  return isChecked ? [] : atResults("R51_NOT_CHECKED", view);
}

const atResults = <const C extends string>(code: C, { leaves }: MessageView) =>
  RESULTS.flatMap((id) => leavesOf(id, leaves).map((leaf) => atLeaf(code, leaf)));

/** At the result, or at its strength if that is all the group says. */
function atResult<const C extends string>(code: C, result: GroupView): Hit<C> {
  const [leaf] = RESULTS.flatMap((id) => leavesOf(id, result.leaves));
  return leaf === undefined ? atGroup(code, result) : atLeaf(code, leaf);
}

/** A search in real time is for one person, and on a ground. Its result need not repeat the ground. */
function againstSearches({ groups, leaves }: MessageView) {
  const searches = realTimeSearches(leaves);
  const [, ...more] = searches;
  const isGrounded = ({ gid }: LeafView): boolean =>
    groups.some(
      (group) =>
        group.gid === gid &&
        group.leaves.some(({ field }) => [...RESULTS, "match.searchGround"].includes(field.id)),
    );
  return [
    ...more.map((leaf) => atLeaf("R51_NOT_ONE_PERSON", leaf)),
    ...searches
      .filter((leaf) => !isGrounded(leaf))
      .map((leaf) => atLeaf("R51_GROUND_MISSING", leaf)),
  ];
}

const realTimeSearches = (leaves: readonly LeafView[]): readonly LeafView[] =>
  leavesOf("match.searchKind", leaves).filter(({ value }) => value === VICTIM_SEARCH);

function againstAuthority(
  view: MessageView,
  kindsOf: (result: GroupView) => readonly string[],
  use: SearchUse,
): Hit<SearchFault>[] {
  return resultGroups(view).flatMap((result) => {
    const faults = kindsOf(result).flatMap(
      (kind) => findSearchFault(result, kind, view, use) ?? [],
    );
    return [...new Set(faults)].map((fault) => atResult(fault, result));
  });
}

/** How the search was used, as the message and its judge know. */
function useIn({ claims, facts }: Pick<SearchView, "claims" | "facts">): SearchUse {
  return {
    sentAt: claims["env.createdAt"],
    country: claims["env.sender.country"],
    isUrgent: claims["private.urgency"].level !== "routine",
    authorisations: facts.authorisations,
  };
}

type SearchView = View<(typeof USE_NEEDS)[number]>;

const isRejection = ({ leaves }: GroupView): boolean =>
  leaves.some((leaf) => is(leaf, "correction.reason", REJECTED));

/** Results of a search that was refused authorisation must be erased, not merely rectified. */
function againstCorrections(rejected: readonly GroupView[]) {
  return rejected
    .filter(({ leaves }) => !leaves.some((leaf) => is(leaf, "correction.action", "erase")))
    .map((group) => atGroup("R51_REJECTED_NOT_ERASED", group));
}

const is = ({ field, value }: LeafView, id: string, code: string): boolean =>
  field.id === id && value === code;

function isPresent({ groups }: MessageView, fields: readonly string[]): boolean {
  return groups.some(({ presentFields }) => fields.some((field) => presentFields.has(field)));
}

const REJECTED = "authorisationRejected";
const REFUSALS: ReadonlySet<string> = new Set([REJECTED]);
