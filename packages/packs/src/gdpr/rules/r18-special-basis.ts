import {
  atClaim,
  atLeaves,
  defineRule,
  GDPR_REGIMES,
  type LeafView,
  restsOnNationalLaw,
  specialLeaves,
} from "@safepassage/rules";

/** Under the GDPR, special categories are sent only on a ground of Article 9(2). */
export const r18 = defineRule({
  id: "R18",
  codes: ["R18_BASIS_MISSING", "R18_BASIS_NOT_FOR_SENDER", "R18_INCAPACITY_NOT_STATED"],
  about: { claims: { "env.sender.regime": GDPR_REGIMES } },
  needs: [
    "env.legalBasis",
    "env.purpose",
    "env.sender.regime",
    "env.sender.agencyType",
    "private.necessity",
    "agreement",
  ],
  evaluate(view) {
    const { claims, facts } = view;
    const special = specialLeaves(view);
    if (special.length === 0) return "notApplicable";

    const bases = claims["env.legalBasis"];
    const points = bases.flatMap((basis) => ARTICLE_9.exec(basis)?.[1] ?? []);
    if (points.length === 0) return [atClaim("R18_BASIS_MISSING", "env.legalBasis")];
    if (claims["env.sender.agencyType"] === "victimServiceNGO") {
      const byLaw = restsOnNationalLaw(bases, claims["env.purpose"], facts.agreement);
      const open = points.some(
        (point) => point === "a" || point === "c" || (point === "g" && byLaw),
      );
      if (!open) return [atClaim("R18_BASIS_NOT_FOR_SENDER", "env.legalBasis")];
    }
    if (points.some((point) => point !== "c")) return [];
    const stated = new Set(
      claims["private.necessity"]
        .filter(({ reason }) => reason === "INCAPABLE_OF_CONSENT")
        .map(({ path }) => path),
    );
    const isUnstated = ({ gid, field }: LeafView): boolean => !stated.has(`${gid}/${field.id}`);
    return atLeaves("R18_INCAPACITY_NOT_STATED", special, isUnstated);
  },
});

const ARTICLE_9 = /^(?:UK-)?GDPR#9\(2\)\((\w+)\)/;
