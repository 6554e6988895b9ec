import {
  addHours,
  atLeaves,
  atMessage,
  definePart,
  defineParts,
  eventsOf,
  type LeafView,
  lacks,
  leavesOf,
  type Scope,
  valuesOf,
} from "@safepassage/rules";

const NOTICES: Scope = { claims: { "env.messageType": new Set(["breachNotice"]) } };

/** A breach is reported in time, to everybody whose data it affects, in numbered phases. */
export const r72 = defineParts({
  id: "R72",
  codes: [
    "R72_LATE",
    "R72_SUPERVISOR_NOT_TOLD",
    "R72_PHASE_OUT_OF_ORDER",
    "R72_CONTROLLER_NOT_TOLD",
  ],
  parts: [
    definePart({
      severity: "warn",
      about: NOTICES,
      needs: ["env.messageType", "env.createdAt"],
      evaluate({ claims, leaves }) {
        const isFirst = Number(valuesOf("breach.phase", leaves)[0] ?? 1) <= 1;
        const detected = leavesOf("breach.detectedAt", leaves);
        const isOver = ({ value }: LeafView): boolean =>
          claims["env.createdAt"] > addHours(String(value), NOTICE_HOURS);
        const told = leavesOf("breach.notifiedSupervisor", leaves);
        const isOwed = detected.slice(0, 1).some(isOver);
        return [
          ...atLeaves("R72_LATE", detected, (leaf) => isFirst && isOver(leaf)),
          ...atLeaves("R72_SUPERVISOR_NOT_TOLD", told, ({ value }) => isOwed && value !== true),
        ];
      },
    }),
    definePart({
      about: NOTICES,
      needs: ["env.messageId", "env.messageType", "history"],
      evaluate({ claims, facts, leaves }) {
        const { exchange } = facts.history;
        if (exchange === undefined) return lacks("history.exchange");
        const before = exchange
          .filter(({ message }) => message !== claims["env.messageId"])
          .reduce((highest, { phase = 0 }) => Math.max(highest, phase), 0);
        const phases = leavesOf("breach.phase", leaves);
        return atLeaves(
          "R72_PHASE_OUT_OF_ORDER",
          phases,
          ({ value }) => Number(value) > before + 1,
        );
      },
    }),
    definePart({
      severity: "warn",
      about: { events: true },
      needs: ["history"],
      evaluate({ facts, now }) {
        const breaches = eventsOf(facts.history, BREACH);
        if (breaches.length === 0) return "notApplicable";
        const open = breaches.flatMap(({ at, recipients, correctedRecipients = [] }) => {
          if (recipients === undefined || at === undefined) return [undefined];
          if (now <= addHours(at, NOTICE_HOURS)) return [];
          return recipients.filter((recipient) => !correctedRecipients.includes(recipient));
        });
        if (open.some((one) => one !== undefined)) {
          return [atMessage("R72_CONTROLLER_NOT_TOLD")];
        }
        return open.length > 0 ? lacks("history.events") : [];
      },
    }),
  ],
});

const BREACH: ReadonlySet<string> = new Set(["breachFound"]);
/** LED Art 30(1) and GDPR Art 33(1) for the supervisor; we use the same limit for other controllers. */
const NOTICE_HOURS = 72;
