import { isJsonObject } from "@safepassage/core";
import { findPurpose, hasMark } from "../catalogue/catalogue.ts";

/**
 * Whether a message claims that a person is in danger now. It is not trusted that one is.
 *
 * In any purpose that is an emergency that threatens a life. A warning of immediate danger claims it of
 * body and freedom too. Another message of that purpose, such as an answer, claims none: nothing of it
 * has to reach a person whatever is wrong with it.
 *
 * @param clear - Claims in clear; any may be missing.
 * @param urgency - `private.urgency`, not trusted.
 */
export function claimsDanger(clear: Claims, urgency: unknown): boolean {
  if (!isJsonObject(urgency) || urgency["level"] !== "emergency") return false;
  const ground = String(urgency["ground"]);
  if (clear["env.purpose"] !== WARNING) return ground === "threatToLife";
  return isDangerAlert(clear) && hasMark("urgency_ground", ground, "danger");
}

/** Whether a message warns of immediate danger: an answer to a warning does not. */
export const isDangerAlert = ({
  "env.purpose": purpose,
  "env.messageType": type,
}: Claims): boolean =>
  purpose === WARNING &&
  findPurpose(WARNING)?.opens.messageTypes.some((one) => one === type) === true;

/** Whether a message belongs to an exchange about immediate danger: a warning, or what answers, corrects or goes on with one. */
export const isOfDanger = ({ "env.purpose": purpose }: Claims): boolean => purpose === WARNING;

/** Of a message, or as a store lists one. */
interface Claims {
  readonly "env.purpose"?: string;
  readonly "env.messageType"?: string;
}

const WARNING = "IMMEDIATE_DANGER";
