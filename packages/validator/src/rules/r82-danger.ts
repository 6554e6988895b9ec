import { createConditions } from "@safepassage/policy";
import {
  atClaim,
  atGroup,
  atLeaf,
  atMessage,
  defineRule,
  fieldsOpenedBy,
  type GroupView,
  type MessageView,
  POLICY_NEEDS,
  policyInput,
} from "@safepassage/rules";
import { coversBasis } from "@safepassage/schema";

/** A warning of immediate danger shows the danger for each detail, and is of one event. */
export const r82 = defineRule({
  id: "R82",
  codes: [
    "R82_DANGER_NOT_SHOWN",
    "R82_TOO_MANY_PERSONS",
    "R82_SEVERAL_EVENTS",
    "R82_NO_VITAL_INTEREST",
    "R82_NO_WAY_ABROAD",
  ],
  about: {
    claims: {
      "env.purpose": new Set(["IMMEDIATE_DANGER"]),
      "env.messageType": new Set(["alert"]),
    },
  },
  needs: [...POLICY_NEEDS, "env.transfer.basis"],
  evaluate(view) {
    const bases = view.claims["env.legalBasis"];
    const restsOnLife = bases.some((basis) =>
      VITAL_INTERESTS.some((interests) => coversBasis(interests, basis)),
    );
    const way = view.claims["env.transfer.basis"];
    const isClosed = way.startsWith("GDPR49_") && !DEROGATIONS.has(way);
    const lacksLaw = way === "GDPR49_1d" && !bases.some((basis) => basis.startsWith("NAT-"));
    return [
      ...unshown(view),
      ...incomplete(view),
      ...persons(view),
      ...(restsOnLife && !isVital(view)
        ? [atClaim("R82_NO_VITAL_INTEREST", "env.legalBasis")]
        : []),
      ...(isClosed || lacksLaw ? [atClaim("R82_NO_WAY_ABROAD", "env.transfer.basis")] : []),
    ];
  },
});

/** Leaves that only danger opens, and for which it is not shown. */
function unshown(view: Parameters<typeof policyInput>[0]) {
  const holds = createConditions(policyInput(view));
  return view.leaves
    .filter(({ gid, index, field }) => {
      const when = OPENED?.get(field.id);
      return (
        when !== undefined && !holds(when, gid, index) && !holds({ cond: "DANGER" }, gid, index)
      );
    })
    .map((leaf) => atLeaf("R82_DANGER_NOT_SHOWN", leaf));
}

/** Groups of danger that leave a question open: which danger, how soon, how known, what she says. */
const incomplete = ({ groups }: MessageView) =>
  groups.flatMap((group) =>
    group.kind === "danger"
      ? SHOWN.filter((field) => !group.presentFields.has(field)).map((field) =>
          atGroup("R82_DANGER_NOT_SHOWN", group, field, field),
        )
      : [],
  );

/** A warning is of one event. Many at once would be a list of persons, and not a warning. */
function persons({ groups, concern }: MessageView) {
  const gids = groups.filter(({ kind }) => kind === "subject").map(({ gid }) => gid);
  if (gids.length > MOST_PERSONS) return [atMessage("R82_TOO_MANY_PERSONS")];
  const concernsAll = ({ gid, kind, links }: GroupView): boolean => {
    if (kind !== "event" || links.length === 0) return false;
    const concerned = concern.personsOf(gid);
    return gids.every((person) => concerned.includes(person));
  };
  return gids.length < 2 || groups.some(concernsAll) ? [] : [atMessage("R82_SEVERAL_EVENTS")];
}

/** Whether each danger is one to life or physical integrity. */
const isVital = ({ groups }: MessageView): boolean =>
  groups
    .filter(({ kind }) => kind === "danger")
    .every(({ leaves }) =>
      leaves.some(({ field, value }) => field.id === "danger.kind" && VITAL_KINDS.has(value)),
    );

const OPENED = fieldsOpenedBy("DANGER").get("IMMEDIATE_DANGER");
const SHOWN = ["danger.kind", "danger.imminence", "danger.source", "danger.personInformed"];
/** Our own bound; no law sets one. */
const MOST_PERSONS = 8;
const VITAL_INTERESTS: readonly string[] = ["GDPR#6(1)(d)", "UK-GDPR#6(1)(d)"];
const VITAL_KINDS: ReadonlySet<unknown> = new Set(["life", "physicalIntegrity"]);
/** Derogations of GDPR 49(1) that fit: her consent, public interest by law, vital interests (R24). */
const DEROGATIONS: ReadonlySet<string> = new Set(["GDPR49_1a", "GDPR49_1d", "GDPR49_1f"]);
