import { isIdentifying, isSuspect } from "@safepassage/policy";
import {
  atLeaf,
  definePart,
  defineParts,
  isValidConsent,
  type LeafView,
  lacks,
  specialLeaves,
  useOf,
  type View,
} from "@safepassage/rules";
import { type Consent, scopeCovers } from "@safepassage/schema";

const NEEDS = [
  "env.createdAt",
  "env.purpose",
  "env.recipient.agencyId",
  "registry",
  "consents",
] as const;

/** A service under the VAWA discloses a client only with her written consent, in encoded form too. */
export const r34 = defineParts({
  id: "R34",
  codes: ["R34_NO_CONSENT", "R34_CONSENT_OF_ABUSER", "R34_NOT_WRITTEN"],
  parts: [
    definePart({
      needs: NEEDS,
      evaluate(view) {
        if (!view.facts.registry.sender.flags.vawa) return "notApplicable";
        const use = useOf(view.claims);
        return protectedLeaves(view).flatMap((leaf) => {
          const without = consentsFor(leaf, view).filter(
            (ofOne) => !ofOne.some((consent) => isValidConsent(consent, use)),
          );
          if (without.length === 0) return [];
          const isAbusers = without.flat().some(({ giverIsSuspect }) => giverIsSuspect);
          return [atLeaf(isAbusers ? "R34_CONSENT_OF_ABUSER" : "R34_NO_CONSENT", leaf)];
        });
      },
    }),
    definePart({
      needs: NEEDS,
      evaluate(view) {
        if (!view.facts.registry.sender.flags.vawa) return "notApplicable";
        const hits = [];
        let isUnknown = false;
        const use = useOf(view.claims);
        for (const leaf of protectedLeaves(view)) {
          const form = worstForm(
            consentsFor(leaf, view).map((ofOne) =>
              ofOne.filter((consent) => isValidConsent(consent, use)),
            ),
          );
          if (form === "spoken") hits.push(atLeaf("R34_NOT_WRITTEN", leaf));
          if (form === "unknown") isUnknown = true;
        }
        return isUnknown && hits.length === 0 ? lacks("consents.written") : hits;
      },
    }),
  ],
});

type ThisView = View<(typeof NEEDS)[number]>;

/** Leaves that identify or locate a client. */
function protectedLeaves(view: ThisView): readonly LeafView[] {
  const special = new Set(specialLeaves(view));
  return view.leaves.filter((leaf) => {
    const isGrave =
      isIdentifying(leaf.field.sensitivity) || special.has(leaf) || MATCHING.has(leaf.field.id);
    if (!isGrave && leaf.kind !== "location") return false;
    // Without a person in the message, a place says nothing about a client, but a name may be hers.
    return view.concern.personsOf(leaf.gid).length === 0
      ? isGrave
      : clientsOf(leaf, view).length > 0;
  });
}

function clientsOf({ gid }: LeafView, { concern, groups }: ThisView): readonly string[] {
  const isClient = (id: string): boolean =>
    groups.some((group) => group.gid === id && !isSuspect(group));
  return concern.personsOf(gid).filter(isClient);
}

/**
 * Consents whose scope names a protected leaf, valid or not, for each client that it concerns. None
 * consents for another. Without a person in the message, as in a matching request, any consent may be hers.
 */
function consentsFor(leaf: LeafView, view: ThisView): readonly (readonly Consent[])[] {
  const naming = view.facts.consents.filter(({ scope }) => scopeCovers(scope, leaf.field.id));
  const clients = clientsOf(leaf, view);
  if (clients.length === 0) return [naming];
  return clients.map((gid) => naming.filter(({ subject }) => subject === gid));
}

/** The worst form among the valid consents of several clients. Part a reports clients without one. */
function worstForm(ofEach: readonly (readonly Consent[])[]): "written" | "unknown" | "spoken" {
  const open = ofEach.filter(
    (valid) => valid.length > 0 && !valid.some(({ written }) => written === true),
  );
  if (open.length === 0) return "written";
  const isKnown = open.some((valid) => valid.every(({ written }) => written !== undefined));
  return isKnown ? "spoken" : "unknown";
}

/** Derived from a client's data: 28 CFR 94.115 protects it in encoded form too. */
const MATCHING: ReadonlySet<string> = new Set(["match.blinded", "match.evaluated"]);
