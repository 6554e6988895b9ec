import {
  atGroup,
  atLeaf,
  atLeaves,
  defineRule,
  type LeafView,
  leavesOf,
  valuesOf,
} from "@safepassage/rules";
import { findField, hasMark, SIS_CLOSED_LIST } from "@safepassage/schema";

/** An alert holds only what the law lists, and DNA only as a last resort. */
export const r39 = defineRule({
  id: "R39",
  codes: [
    "R39_NOT_ON_LIST",
    "R39_DNA_NOT_FOR_KIND",
    "R39_DNA_NOT_LAST_RESORT",
    "R39_RELATIVE_NOT_ASKED",
    "R39_NOT_DACTYLOSCOPIC",
  ],
  about: { claims: { "env.shapeMark": new Set(["sis"]) } },
  needs: ["env.shapeMark"],
  evaluate({ groups, leaves }) {
    // Presence counts: a malformed value also says something.
    const unlisted = groups.flatMap((group) =>
      [...group.presentFields]
        .filter((field) => isStated(field) && !LISTED.has(field))
        .map((field) => atGroup("R39_NOT_ON_LIST", group, field, field)),
    );
    const templates = leavesOf("identity.biometricTemplate", leaves);
    return [
      ...unlisted,
      ...atLeaves("R39_NOT_DACTYLOSCOPIC", templates, (leaf) => !isDactyloscopic(leaf)),
      ...leavesOf("identity.dna", leaves).flatMap((leaf) => againstDna(leaf, leaves)),
    ];
  },
});

function againstDna(dna: LeafView, leaves: readonly LeafView[]) {
  const hits = [];
  const kinds = valuesOf("alert.kind", leaves);
  if (kinds.length === 0 || !kinds.every((kind) => hasMark("sis32", String(kind), "dna"))) {
    hits.push(atLeaf("R39_DNA_NOT_FOR_KIND", dna));
  }
  const means = valuesOf("alert.biometricAvailability", leaves);
  if (means.length === 0 || !means.every((code) => LAST_RESORT.has(code))) {
    hits.push(atLeaf("R39_DNA_NOT_LAST_RESORT", dna));
  }
  if (valuesOf("identity.dnaRelativeConsent", leaves).includes(false)) {
    hits.push(atLeaf("R39_RELATIVE_NOT_ASKED", dna));
  }
  return hits;
}

/** Whether a field says something about the case, unlike evaluations and headers. */
const isStated = (id: string): boolean => findField(id)?.place === "leaf";

function isDactyloscopic({ value }: LeafView): boolean {
  const { modality } = value as { readonly modality?: unknown };
  return modality === "fingerprint" || modality === "palm";
}

/** What the law lists, and the technical members needed to read or answer the message. */
const LISTED = new Set([...Object.keys(SIS_CLOSED_LIST.map), ...SIS_CLOSED_LIST.technical]);
const LAST_RESORT = new Set<unknown>(["neitherAvailable", "notSuitableForIdentification"]);
