import type { AnswerClock, ChangeRow, EventRow } from "../../store/rows.ts";
import { ALARM_KINDS } from "./alarm-kinds.ts";
import type { Effect } from "./effect-types.ts";
import { showClock } from "./show-clock.ts";

/** What somebody who follows an agency's messages is told. */
export type Told = Omit<ChangeRow, "at">;

/**
 * What an effect changes for those who follow: states and digests, nothing of what a message says.
 *
 * @param at - When.
 * @param before - Digest of the message whose state an effect has changed, or in whose place it has put another one; left out
 * if that state is as it was.
 */
export function toldOf(effect: Effect, at: string, before?: string): readonly Told[] {
  switch (effect.does) {
    case "keep": {
      const { digest, state, clock } = effect.row;
      const begun = clock === undefined ? [] : [clockTold(digest, clock, at)];
      return [{ kind: "received", ref: digest, code: state }, ...begun];
    }
    case "refuse": {
      const { sealedDigest: ref, code } = effect.row;
      return effect.isTold ? [{ kind: "packageRefused", ref, code }] : [];
    }
    case "queue":
      return [{ kind: "sent", ref: effect.row.digest, code: "queued" }];
    case "change":
      // That it is being tried again tells nobody anything.
      return before === undefined || effect.change.state === "sending"
        ? []
        : [{ kind: "sent", ref: before, code: effect.change.state }];
    case "replace":
      return [
        // Whoever waits for what becomes of it learns that it goes on as another one.
        ...(before === undefined ? [] : [{ kind: "sent", ref: before, code: "replaced" } as const]),
        { kind: "sent", ref: effect.by.digest, code: "queued" },
      ];
    case "erase": {
      const { digest: ref, isGone = false, certificate } = effect;
      if (!isGone) return [{ kind: "erased", ref }];
      return certificate === undefined ? [] : [{ kind: "certified", ref }];
    }
    case "certify":
      return [{ kind: "certified", ref: effect.digest }];
    case "retain":
      return [{ kind: "kept", ref: effect.digest }];
    case "mend":
      return [{ kind: "mended", ref: effect.digest }];
    case "clock":
      return [clockTold(effect.digest, effect.clock, at)];
    case "review": {
      const { digest: ref, by } = effect;
      return [{ kind: "review", ref, code: by === undefined ? "done" : "open" }];
    }
    case "event":
      return toldOfEvent(effect.event);
    default:
      return [];
  }
}

/** What those who follow are told of an event, or of what a person has done. */
export function toldOfEvent({ kind, ref = "" }: Pick<EventRow, "kind" | "ref">): readonly Told[] {
  if (isAlarm(kind)) return [{ kind: "alarm", ref, code: kind }];
  const { [kind]: told } = OF_EVENTS;
  return told === undefined ? [] : [{ ...told, ref }];
}

/** How a clock stands now, so that nobody need ask before knowing whether it matters. */
function clockTold(ref: string, clock: AnswerClock, at: string): Told {
  return { kind: "answerClock", ref, code: showClock(clock, new Date(at)).state };
}

const isAlarm = (kind: string): boolean => (ALARM_KINDS as readonly string[]).includes(kind);

const OF_EVENTS: Readonly<Record<string, Pick<Told, "kind" | "code">>> = {
  answerOverdue: { kind: "answerClock", code: "overdue" },
  retentionReviewOverdue: { kind: "review", code: "overdue" },
  mendOverdue: { kind: "mendOverdue" },
  draftKept: { kind: "draft", code: "kept" },
  draftChanged: { kind: "draft", code: "changed" },
  draftApproved: { kind: "draft", code: "approved" },
  draftSubmitted: { kind: "draft", code: "submitted" },
  draftDeleted: { kind: "draft", code: "deleted" },
  draftExpired: { kind: "draft", code: "expired" },
};
