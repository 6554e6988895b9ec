import { concernedSubjects } from "@safepassage/policy";
import {
  atLeaf,
  type ConsentUse,
  definePart,
  type Hit,
  isValidConsent,
  type LeafView,
  type Rule,
  specialLeaves,
  type View,
} from "@safepassage/rules";
import type { Consent } from "@safepassage/schema";

const NEEDS = [
  "env.createdAt",
  "env.purpose",
  "env.recipient.agencyId",
  "registry",
  "consents",
] as const;

/** A service under the VAWA tells of a client by her written consent only, however encoded. */
export const r34: Rule = {
  id: "R34",
  codes: ["R34_NO_CONSENT", "R34_CONSENT_OF_ABUSER", "R34_NOT_WRITTEN"],
  parts: [
    definePart({
      part: "a",
      needs: NEEDS,
      evaluate(view) {
        if (!view.facts.registry.sender.flags.vawa) return "notApplicable";
        return protectedLeaves(view).flatMap((leaf): Hit<PartA>[] => {
          const covering = consentsFor(leaf, view);
          const use = useOf(view);
          if (covering.some((consent) => isValidConsent(consent, use))) return [];
          const isAbusers = covering.some(({ giverIsSuspect }) => giverIsSuspect);
          return [atLeaf(isAbusers ? "R34_CONSENT_OF_ABUSER" : "R34_NO_CONSENT", leaf)];
        });
      },
    }),
    definePart({
      part: "b",
      needs: NEEDS,
      evaluate(view) {
        if (!view.facts.registry.sender.flags.vawa) return "notApplicable";
        const hits: Hit<PartB>[] = [];
        let isUnknown = false;
        for (const leaf of protectedLeaves(view)) {
          const use = useOf(view);
          const valid = consentsFor(leaf, view).filter((consent) => isValidConsent(consent, use));
          if (valid.length === 0 || valid.some(({ written }) => written === true)) continue;
          if (valid.some(({ written }) => written === undefined)) isUnknown = true;
          else hits.push(atLeaf("R34_NOT_WRITTEN", leaf));
        }
        return isUnknown && hits.length === 0 ? { missing: ["consents.written"] } : hits;
      },
    }),
  ],
};

type ThisView = View<(typeof NEEDS)[number]>;

/** Leaves that identify a client or say where she is. */
function protectedLeaves(view: ThisView): readonly LeafView[] {
  const { groups, leaves, message } = view;
  const special = new Set(specialLeaves(view));
  const suspects = new Set(
    groups.filter(({ ledCategory }) => SUSPECT.has(ledCategory)).map(({ gid }) => gid),
  );
  return leaves.filter((leaf) => {
    const isGrave = GRAVE.has(leaf.field.sensitivity) || special.has(leaf);
    const isMatched = MATCHING.has(leaf.field.id);
    if (!isGrave && !isMatched && leaf.kind !== "location") return false;
    const people = concernedSubjects(message.body, leaf.gid);
    // A place that is nobody's says nothing of a client; a name that is nobody's may be hers.
    if (people.length === 0) return isGrave || isMatched;
    return people.some((gid) => !suspects.has(gid));
  });
}

/** Consents whose scope names the leaf, valid or not. A question of matching concerns no group. */
function consentsFor({ gid, kind, field }: LeafView, view: ThisView): readonly Consent[] {
  const people = concernedSubjects(view.message.body, gid);
  return view.facts.consents.filter(
    ({ subject, scope }) =>
      (people.length === 0 || people.includes(subject)) &&
      (scope.includes(field.id) || scope.includes(kind)),
  );
}

const useOf = ({ claims }: ThisView): ConsentUse => ({
  at: claims["env.createdAt"],
  purpose: claims["env.purpose"],
  recipient: claims["env.recipient.agencyId"],
});

type PartA = "R34_NO_CONSENT" | "R34_CONSENT_OF_ABUSER";
type PartB = "R34_NOT_WRITTEN";

const SUSPECT: ReadonlySet<unknown> = new Set(["suspect", "convicted"]);
const GRAVE: ReadonlySet<string> = new Set(["P3", "P4", "P5"]);
/** Derived from a client's data; 28 CFR 94.115 counts them however they are encoded. */
const MATCHING: ReadonlySet<string> = new Set(["match.blinded", "match.evaluated"]);
