import type { ChangeRow } from "../store/rows.ts";
import { ALARM_KINDS } from "./alarm-kinds.ts";
import type { Effect } from "./effect.ts";

/** What somebody who follows an agency's messages is told. */
export type Told = Omit<ChangeRow, "at">;

/**
 * What an effect changes for those who follow: states and digests, nothing of what a message says. `undefined` if that is
 * nothing.
 *
 * @param digest - Of the message whose state has changed, for the effect `change`; left out if the state is as it was.
 */
export function changeOf(effect: Effect, digest?: string): Told | undefined {
  switch (effect.does) {
    case "keep":
      return { kind: "received", ref: effect.row.digest, code: effect.row.state };
    case "refuse":
      return { kind: "packageRefused", ref: effect.row.sealedDigest, code: effect.row.code };
    case "queue":
      return { kind: "sent", ref: effect.row.digest, code: "queued" };
    case "change":
      // That it is being tried again tells nobody anything.
      return digest === undefined || effect.change.state === "sending"
        ? undefined
        : { kind: "sent", ref: digest, code: effect.change.state };
    case "replace":
      return { kind: "sent", ref: effect.by.digest, code: "queued" };
    case "erase":
      return { kind: "erased", ref: effect.digest };
    case "retain":
      return { kind: "kept", ref: effect.digest };
    case "mend":
      return { kind: "mended", ref: effect.digest };
    case "clock":
      return { kind: "answerClock", ref: effect.digest };
    case "event":
      return isAlarm(effect.event.kind)
        ? { kind: "alarm", ref: effect.event.ref ?? "", code: effect.event.kind }
        : undefined;
    default:
      return undefined;
  }
}

const isAlarm = (kind: string): boolean => (ALARM_KINDS as readonly string[]).includes(kind);
