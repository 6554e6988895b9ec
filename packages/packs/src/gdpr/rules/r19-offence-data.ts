import {
  atGroup,
  atLeaf,
  atLeaves,
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
  codes: ["R19_OFFENCE_DATA", "R19_SOLE_TRADER"],
  about: { claims: { "env.sender.regime": GDPR_REGIMES } },
  needs: ["env.sender.regime", "env.purpose", "env.legalBasis", "registry", "agreement"],
  evaluate({ claims, concern, facts, groups, leaves }) {
    const suspects = groups.filter(isSuspect);
    const isTold = (leaf: LeafView): boolean =>
      leaf.kind === "suspect" ||
      (leaf.field.id === "event.offence" &&
        concern.personsOf(leaf.gid).some((id) => suspects.some(({ gid }) => gid === id)));
    const told = leaves.filter(isTold);
    const traders = leaves.some(isSign) ? groups.filter(isSoleTrader) : [];
    if (suspects.length + told.length + traders.length === 0) return "notApplicable";
    if (facts.registry.sender.flags.officialAuthority) return [];
    if (restsOnNationalLaw(claims["env.legalBasis"], claims["env.purpose"], facts.agreement)) {
      return [];
    }
    const header = "subject.ledCategory";
    return [
      ...suspects.map((group) => atGroup("R19_OFFENCE_DATA", group, "ledCategory", header)),
      ...told.map((leaf) => atLeaf("R19_OFFENCE_DATA", leaf)),
      ...traders.flatMap((group) => atLeaves("R19_SOLE_TRADER", group.leaves, isName)),
    ];
  },
});

const isSuspect = ({ kind, ledCategory }: GroupView): boolean =>
  kind === "subject" && SUSPECT.has(ledCategory);

/** The firm of one person: what is suspected of it is suspected of a person. */
const isSoleTrader = ({ leaves }: GroupView): boolean =>
  leaves.some(({ field, value }) => field.id === "organisation.soleTrader" && value === true);

/** Whether the leaf says that there is trafficking. It need not be linked with the firm: a link can be left out. */
const isSign = ({ field }: LeafView): boolean => SIGNS.has(field.id);
const isName = ({ field }: LeafView): boolean => NAMES.has(field.id);

const SIGNS: ReadonlySet<string> = new Set(["event.indicators", "event.exploitation"]);
const NAMES: ReadonlySet<string> = new Set(["organisation.name", "organisation.registration"]);
const SUSPECT: ReadonlySet<string | undefined> = new Set(GDPR_CODES.classesOfOffence);
