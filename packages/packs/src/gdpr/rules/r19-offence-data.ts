import {
  atGroup,
  atLeaf,
  defineRule,
  GDPR_REGIMES,
  type GroupView,
  type LeafView,
  restsOnNationalLaw,
} from "@safepassage/rules";
import { GDPR_CODES } from "../code-lists.ts";

/** Suspicions are sent only by official authorities, or by those whom a law permits (GDPR Art 10). */
export const r19 = defineRule({
  id: "R19",
  codes: ["R19_OFFENCE_DATA"],
  about: { claims: { "env.sender.regime": GDPR_REGIMES } },
  needs: ["env.sender.regime", "env.purpose", "env.legalBasis", "registry", "agreement"],
  evaluate({ claims, concern, facts, groups, leaves }) {
    const suspects = groups.filter(isSuspect);
    const isTold = (leaf: LeafView): boolean =>
      leaf.kind === "suspect" ||
      (leaf.field.id === "event.offence" &&
        concern.personsOf(leaf.gid).some((id) => suspects.some(({ gid }) => gid === id)));
    const told = leaves.filter(isTold);
    if (suspects.length === 0 && told.length === 0) return "notApplicable";
    if (facts.registry.sender.flags.officialAuthority) return [];
    if (restsOnNationalLaw(claims["env.legalBasis"], claims["env.purpose"], facts.agreement)) {
      return [];
    }
    const header = "subject.ledCategory";
    return [
      ...suspects.map((group) => atGroup("R19_OFFENCE_DATA", group, "ledCategory", header)),
      ...told.map((leaf) => atLeaf("R19_OFFENCE_DATA", leaf)),
    ];
  },
});

const isSuspect = ({ kind, ledCategory }: GroupView): boolean =>
  kind === "subject" && SUSPECT.has(ledCategory);

const SUSPECT: ReadonlySet<string | undefined> = new Set(GDPR_CODES.classesOfOffence);
