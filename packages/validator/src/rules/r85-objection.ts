import { isChild } from "@safepassage/policy";
import { atClaim, atGroup, definePart, defineParts, type GroupView } from "@safepassage/rules";

/**
 * An adult who objects to a warning is not reported. One who objects to an alert is looked for only where a court or an
 * authority decided on her protection. Child protection is told of children only.
 */
export const r85 = defineParts({
  id: "R85",
  codes: ["R85_PERSON_OBJECTS", "R85_NOT_COMPETENT", "R85_ALERT_OBJECTED"],
  parts: [
    definePart({
      about: {
        claims: {
          "env.purpose": new Set(["IMMEDIATE_DANGER"]),
          "env.messageType": new Set(["alert"]),
        },
      },
      needs: ["env.purpose", "env.messageType", "env.legalBasis", "env.recipient.agencyType"],
      evaluate({ claims, groups, concern }) {
        const dangers = groups.filter(({ kind }) => kind === "danger");
        const personsIn = (danger: GroupView): readonly GroupView[] => {
          const concerned = concern.personsOf(danger.gid);
          return groups.filter(({ gid }) => concerned.includes(gid));
        };
        const hits = [];
        if (claims["env.recipient.agencyType"] === "childProtection") {
          const isForChildren = dangers.flatMap(personsIn).every(isChild);
          if (!isForChildren) hits.push(atClaim("R85_NOT_COMPETENT", "env.recipient.agencyType"));
        }
        if (claims["env.legalBasis"].some(isDuty)) return hits;
        for (const danger of dangers) {
          if (!objects(danger)) continue;
          const own = personsIn(danger);
          const endangersOthers = dangers.some(
            (other) =>
              has(other, KIND, "life") && personsIn(other).some((one) => !own.includes(one)),
          );
          if (endangersOthers || own.every(isChild)) continue;
          hits.push(atGroup("R85_PERSON_OBJECTS", danger, INFORMED, INFORMED));
        }
        return hits;
      },
    }),
    definePart({
      stage: "schema",
      about: { fields: ["alert.personInformed"] },
      needs: [],
      evaluate({ groups }) {
        return groups
          .filter((alert) => has(alert, ALERTED, "objects"))
          .filter((alert) => !DECISIONS.some((basis) => has(alert, "alert.protectionBasis", basis)))
          .map((alert) => atGroup("R85_ALERT_OBJECTED", alert, ALERTED, ALERTED));
      },
    }),
  ],
});

const objects = (danger: GroupView): boolean => has(danger, INFORMED, "objects");

const has = ({ leaves }: GroupView, id: string, wanted: string): boolean =>
  leaves.some(({ field, value }) => field.id === id && value === wanted);

/** A duty to report, by Union or national law, leaves the person no say. */
const isDuty = (basis: string): boolean => DUTIES.has(basis) || basis.startsWith("NAT-");

const DUTIES: ReadonlySet<string> = new Set(["GDPR#6(1)(c)", "UK-GDPR#6(1)(c)"]);
/** What protects an adult even against her will. */
const DECISIONS = ["courtOrder", "authorityDecision"];
const ALERTED = "alert.personInformed";
const INFORMED = "danger.personInformed";
const KIND = "danger.kind";
