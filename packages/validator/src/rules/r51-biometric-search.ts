import {
  atGroup,
  atLeaf,
  atLeaves,
  atMessage,
  atPresent,
  definePart,
  defineParts,
  eventsOf,
  type GroupView,
  type LeafView,
  lacks,
  leavesOf,
  type MessageView,
} from "@safepassage/rules";
import type { Authorisation } from "@safepassage/schema";

const RESULTS = ["match.result", "match.strength"];
const SEARCH = ["match.searchKind", ...RESULTS];

/** A biometric search is named, authorised, limited to one person, and checked by a human being. */
export const r51 = defineParts({
  id: "R51",
  codes: [
    "R51_TEMPLATE",
    "R51_NOT_CHECKED",
    "R51_NOT_ONE_PERSON",
    "R51_NOT_AUTHORISED",
    "R51_REJECTED_NOT_ERASED",
    "R51_KIND_NOT_NAMED",
    "R51_RECIPIENT_NOT_TOLD",
  ],
  parts: [
    definePart({
      about: { fields: [...SEARCH, "correction.reason"] },
      needs: ["env.createdAt", "private.urgency", "authorisations"],
      evaluate({ claims, facts, ...view }) {
        const rejected = view.groups.filter(isRejection);
        const hits = againstCorrections(rejected);
        if (!isPresent(view, SEARCH)) return rejected.length > 0 ? hits : "notApplicable";
        const asked = {
          at: Date.parse(claims["env.createdAt"]),
          isUrgent: claims["private.urgency"].level !== "routine",
        };
        return [
          ...hits,
          ...atPresent("R51_TEMPLATE", "identity.biometricTemplate", view.groups),
          ...againstResults(view),
          ...againstSearches(view, asked, facts.authorisations),
        ];
      },
    }),
    definePart({
      stage: "state",
      about: { fields: RESULTS },
      needs: ["history"],
      evaluate({ facts, ...view }) {
        const isNamed =
          isPresent(view, ["match.searchKind"]) ||
          facts.history.exchange?.some(({ searchKind }) => searchKind !== undefined);
        if (isNamed === undefined) return lacks("history.exchange");
        return isNamed ? [] : atResults("R51_KIND_NOT_NAMED", view);
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

/** Hits for a victim search of several persons, and for searches without a required authorisation. */
function againstSearches(
  { leaves }: MessageView,
  asked: Asked,
  authorisations: readonly Authorisation[],
) {
  const searches = leavesOf("match.searchKind", leaves);
  const [, ...more] = searches.filter(({ value }) => value === VICTIM_SEARCH);
  const isUnauthorised = (leaf: LeafView): boolean =>
    needsAuthority(leaf.value) && !authorisations.some((one) => authorises(one, leaf, asked));
  return [
    ...more.map((leaf) => atLeaf("R51_NOT_ONE_PERSON", leaf)),
    ...atLeaves("R51_NOT_AUTHORISED", searches, isUnauthorised),
  ];
}

function authorises(
  { kind, offence, issuedAt, validUntil, binds }: Authorisation,
  search: LeafView,
  { at, isUrgent }: Asked,
): boolean {
  const isOfSuspect = search.value === SUSPECT_SEARCH;
  const grace = isOfSuspect ? SUSPECT_GRACE_MS : isUrgent ? VICTIM_GRACE_MS : 0;
  return (
    kind === "biometricSearch" &&
    binds.includes(search.gid) &&
    Date.parse(issuedAt) <= at + grace &&
    Date.parse(validUntil) + DAY_MS > at &&
    (!isOfSuspect || offence !== undefined)
  );
}

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

const needsAuthority = (kind: unknown): boolean =>
  kind === SUSPECT_SEARCH || kind === VICTIM_SEARCH;

function isPresent({ groups }: MessageView, fields: readonly string[]): boolean {
  return groups.some(({ presentFields }) => fields.some((field) => presentFields.has(field)));
}

type Asked = { readonly at: number; readonly isUrgent: boolean };

const REJECTED = "authorisationRejected";
const REFUSALS: ReadonlySet<string> = new Set([REJECTED]);
const SUSPECT_SEARCH = "postRemoteSuspectSearch";
const VICTIM_SEARCH = "realTimeVictimSearch";
const DAY_MS = 86_400_000;
/** AI Act, Art 26(10): authorisation at most 48 hours after the use. */
const SUSPECT_GRACE_MS = 2 * DAY_MS;
/** AI Act, Art 5(3): authorisation within 24 hours in a justified situation of urgency. */
const VICTIM_GRACE_MS = DAY_MS;
