import { addHours, atClaim, definePart, defineParts, lacks } from "@safepassage/rules";
import { CODE_LISTS } from "@safepassage/schema";

/** A category of transfers, which must be reported to the supervisor before it is used. */
const CATEGORY = "LED37_1b";
/** A transfer to a recipient that is not an authority, reported to the supervisor afterwards. */
const TO_OTHERS = "LED39";
/** Our own limit: the law requires the report but sets no time. */
const TOLD_WITHIN_HOURS = 24;

const DOCUMENTED: ReadonlySet<string> = new Set(
  (CODE_LISTS["transfer_basis"] as { readonly documented?: readonly string[] }).documented,
);

/** A transfer based on the sender's own assessment is documented for the supervisor. */
export const r27 = defineParts({
  id: "R27",
  codes: ["R27_DOCUMENTATION_OPEN", "R27_NO_INTENT", "R27_SUPERVISOR_NOT_TOLD"],
  parts: [
    definePart({
      about: { claims: { "env.transfer.basis": DOCUMENTED } },
      needs: ["env.transfer.basis"],
      evaluate({ presentClaims }) {
        return presentClaims.has("private.documentationUntil")
          ? []
          : [atClaim("R27_DOCUMENTATION_OPEN", "private.documentationUntil")];
      },
    }),
    definePart({
      about: { claims: { "env.transfer.basis": DOCUMENTED } },
      needs: ["env.transfer.basis", "history"],
      evaluate({ facts }) {
        const { intentPrecedes } = facts.history.log;
        if (intentPrecedes === undefined) return lacks("history.log");
        return intentPrecedes ? [] : [atClaim("R27_NO_INTENT", "env.transfer.basis")];
      },
    }),
    definePart({
      severity: "warn",
      about: { claims: { "env.transfer.basis": new Set([CATEGORY, TO_OTHERS]) } },
      needs: ["env.transfer.basis", "env.createdAt", "history"],
      evaluate({ claims, facts, now }) {
        const { supervisorInformed } = facts.history.log;
        if (supervisorInformed === true) return [];
        const isToOthers = claims["env.transfer.basis"] === TO_OTHERS;
        if (isToOthers && now <= addHours(claims["env.createdAt"], TOLD_WITHIN_HOURS)) return [];
        return supervisorInformed === undefined
          ? lacks("history.log")
          : [atClaim("R27_SUPERVISOR_NOT_TOLD", "env.transfer.basis")];
      },
    }),
  ],
});
