import type { Draft } from "@safepassage/api";
import { type Correction, type DecodedMessage, writeCorrection } from "@safepassage/schema";
import { newGroupId } from "../../compose/state/work.ts";
import { type DutyPlace, dutyBasis } from "./duty-basis.ts";

/** What somebody finds wrong in a message of another agency. */
export interface Fault {
  /** A code of the list `correction_reason`. */
  readonly reason: string;
  /** Places as `gid/field`. */
  readonly paths: readonly string[];
}

/** A correction as a draft: recipient, purpose and agreement are those of the message. */
export const correctionDraft = (
  digest: string,
  message: DecodedMessage,
  correction: Correction,
): Draft => ({
  ...{ inReplyTo: digest, messageType: "correction" },
  legalBases: [dutyBasis(correction.action, placeOf(message, "sender"))],
  body: { ...writeCorrection(digest, correction, newGroupId) },
});

/** A notice that tells the sender of a message what is wrong in it. It carries no value. */
export const faultDraft = (
  digest: string,
  message: DecodedMessage,
  { reason, paths }: Fault,
): Draft => ({
  ...{ inReplyTo: digest, messageType: "qualityNotice" },
  legalBases: [dutyBasis("rectify", placeOf(message, "recipient"))],
  body: {
    [newGroupId()]: {
      ...{ kind: "correction", links: [] },
      leaves: [
        ...paths.map((path) => ({ f: "correction.target", v: { message: digest, path } })),
        { f: "correction.reason", v: reason },
      ],
    },
  },
});

/** A recall: the recipient destroys the message. @param reason - A code of the list `recall_reason`. */
export const recallDraft = (digest: string, place: DutyPlace, reason: string): Draft => ({
  ...{ inReplyTo: digest, messageType: "recall", legalBases: [dutyBasis("erase", place)] },
  body: {
    [newGroupId()]: {
      ...{ kind: "recall", links: [] },
      leaves: [
        { f: "recall.target", v: digest },
        { f: "recall.reason", v: reason },
      ],
    },
  },
});

function placeOf({ clear }: DecodedMessage, own: "sender" | "recipient"): DutyPlace {
  return {
    regime: clear[`env.${own}.regime`],
    country: clear[`env.${own}.country`],
    purpose: clear["env.purpose"],
    legalBases: clear["env.legalBasis"],
  };
}
