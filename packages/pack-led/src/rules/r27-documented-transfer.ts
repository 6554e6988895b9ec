import { addHours, atClaim, definePart, lacks, type Rule } from "@safepassage/rules";
import { CODE_LISTS } from "@safepassage/schema";

/** Our bounds: the law says that the supervisor is told, and not when. */
const TOLD_WITHIN_HOURS: ReadonlyMap<string, number> = new Map([
  ["LED37_1b", 0],
  ["LED39", 24],
]);

const DOCUMENTED: ReadonlySet<string> = new Set(
  (CODE_LISTS["transfer_basis"] as { readonly documented?: readonly string[] }).documented,
);

/** A transfer on the sender's own assessment leaves a record for the supervisor. */
export const r27: Rule = {
  id: "R27",
  codes: ["R27_DOCUMENTATION_OPEN", "R27_NO_INTENT", "R27_SUPERVISOR_NOT_TOLD"],
  parts: [
    definePart({
      part: "a",
      about: { claims: { "env.transfer.basis": DOCUMENTED } },
      needs: ["env.transfer.basis"],
      evaluate({ presentClaims }) {
        return presentClaims.has("private.documentationUntil")
          ? []
          : [atClaim("R27_DOCUMENTATION_OPEN", "private.documentationUntil")];
      },
    }),
    definePart({
      part: "b",
      about: { claims: { "env.transfer.basis": DOCUMENTED } },
      needs: ["env.transfer.basis", "history"],
      evaluate({ facts }) {
        const { intentPrecedes } = facts.history.log;
        if (intentPrecedes === undefined) return lacks("history.log");
        return intentPrecedes ? [] : [atClaim("R27_NO_INTENT", "env.transfer.basis")];
      },
    }),
    definePart({
      part: "c",
      severity: "warn",
      about: { claims: { "env.transfer.basis": new Set(TOLD_WITHIN_HOURS.keys()) } },
      needs: ["env.transfer.basis", "env.createdAt", "history"],
      evaluate({ claims, facts, now }) {
        const hours = TOLD_WITHIN_HOURS.get(claims["env.transfer.basis"]);
        if (hours === undefined) return "notApplicable";
        if (facts.history.log.supervisorInformed === true) return [];
        // A category is told of before it is used; a transfer, once it is made.
        if (hours > 0 && now <= addHours(claims["env.createdAt"], hours)) return [];
        return facts.history.log.supervisorInformed === undefined
          ? lacks("history.log")
          : [atClaim("R27_SUPERVISOR_NOT_TOLD", "env.transfer.basis")];
      },
    }),
  ],
};
