import { isChild, isIdentifying } from "@safepassage/policy";
import { atClaim, atLeaves, defineRule, type GroupView, type LeafView } from "@safepassage/rules";

/** A child is identified only if somebody represents the child (CETS 197 Art 10(3)). */
export const r37 = defineRule({
  id: "R37",
  codes: ["R37_CHILD_IDENTIFIED", "R37_SHARED_WIDELY"],
  about: { kinds: ["subject"] },
  needs: ["env.purpose", "env.sender.agencyType", "env.recipient.agencyType"],
  evaluate({ claims, concern, groups, leaves }) {
    const children = groups.filter(isChild);
    if (children.length === 0) return "notApplicable";
    const hits = [];
    if (WIDE.has(claims["env.handling.tlp"])) {
      hits.push(atClaim("R37_SHARED_WIDELY", "env.handling.tlp"));
    }
    const parties = [claims["env.sender.agencyType"], claims["env.recipient.agencyType"]];
    if (claims["env.purpose"] === "MISSING_CHILD_ALERT" || parties.includes("childProtection")) {
      return hits;
    }
    const alone = new Set(children.filter((child) => !hasGuardian(child)).map(({ gid }) => gid));
    const identifies = ({ gid, kind, field }: LeafView): boolean =>
      kind === "identity" &&
      isIdentifying(field.sensitivity) &&
      concern.personsOf(gid).some((subject) => alone.has(subject));
    return [...hits, ...atLeaves("R37_CHILD_IDENTIFIED", leaves, identifies)];
  },
});

const hasGuardian = ({ leaves }: GroupView): boolean =>
  leaves.some(({ field }) => field.id === "subject.guardianRef");

/** Marks for a community and for everybody. */
const WIDE: ReadonlySet<unknown> = new Set(["TLP:GREEN", "TLP:CLEAR"]);
