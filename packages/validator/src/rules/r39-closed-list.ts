import { isChild } from "@safepassage/policy";
import {
  atGroup,
  atLeaf,
  atLeaves,
  definePart,
  defineParts,
  type GroupView,
  type LeafView,
  leavesOf,
  valuesOf,
} from "@safepassage/rules";
import { CODE_LISTS, findCode, findField, hasMark, SIS_CLOSED_LIST } from "@safepassage/schema";

/** Purposes whose alerts are about children, or about adults. */
const PURPOSES_ABOUT: ReadonlySet<string> = new Set(
  CODE_LISTS["purpose"]?.codes.flatMap(({ code, about }) => (about === undefined ? [] : [code])),
);

/** An alert holds only what the law lists, DNA only as a last resort, and is about whom its purpose is for. */
export const r39 = defineParts({
  id: "R39",
  codes: [
    "R39_NOT_ON_LIST",
    "R39_DNA_NOT_FOR_KIND",
    "R39_DNA_NOT_LAST_RESORT",
    "R39_RELATIVE_NOT_ASKED",
    "R39_NOT_DACTYLOSCOPIC",
    "R39_NOT_A_CHILD",
    "R39_NOT_AN_ADULT",
    "R39_SECOND_PERSON",
  ],
  parts: [
    definePart({
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
    }),
    definePart({
      about: { claims: { "env.purpose": PURPOSES_ABOUT }, kinds: ["subject"] },
      needs: ["env.purpose"],
      evaluate({ claims, groups, leaves }) {
        const about = aboutOf("purpose", claims["env.purpose"]);
        const code = about === "child" ? "R39_NOT_A_CHILD" : "R39_NOT_AN_ADULT";
        const isMeant = (person: GroupView): boolean =>
          about === "child" ? isChild(person) : person.ageClass === "adult";
        const others = groups.filter((group) => group.kind === "subject" && !isMeant(group));
        const kinds = leavesOf("alert.kind", leaves).filter(({ value }) => {
          const whom = aboutOf("sis32", String(value));
          return whom !== undefined && whom !== about;
        });
        return [
          ...others.map((group) => atGroup(code, group, "subject.ageClass", "subject.ageClass")),
          ...kinds.map((leaf) => atLeaf(code, leaf)),
        ];
      },
    }),
    definePart({
      about: { kinds: ["subject"] },
      needs: ["env.shapeMark", "env.purpose"],
      evaluate({ claims, groups }) {
        const isOnOne =
          claims["env.shapeMark"] === "sis" ||
          aboutOf("purpose", claims["env.purpose"]) === "adult";
        if (!isOnOne) return "notApplicable";
        const [, ...more] = groups.filter(({ kind }) => kind === "subject");
        return more.map((group) => atGroup("R39_SECOND_PERSON", group));
      },
    }),
  ],
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

/** Whom a purpose or a kind of alert is about, if the catalogue says so. */
const aboutOf = (list: "purpose" | "sis32", code: string): unknown =>
  findCode(list, code)?.["about"];

/** Whether a field says something about the case, unlike evaluations and headers. */
const isStated = (id: string): boolean => findField(id)?.place === "leaf";

function isDactyloscopic({ value }: LeafView): boolean {
  const { modality } = value as { readonly modality?: unknown };
  return modality === "fingerprint" || modality === "palm";
}

/** What the law lists, and the technical members needed to read or answer the message. */
const LISTED = new Set([...Object.keys(SIS_CLOSED_LIST.map), ...SIS_CLOSED_LIST.technical]);
const LAST_RESORT = new Set<unknown>(["neitherAvailable", "notSuitableForIdentification"]);
