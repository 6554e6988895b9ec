import { isJsonObject } from "@safepassage/core";

/** Whether an urgency (`private.urgency`) claims a threat to life. It is not trusted to be one. */
export function isThreatToLife(urgency: unknown): boolean {
  return (
    isJsonObject(urgency) &&
    urgency["level"] === "emergency" &&
    urgency["ground"] === "threatToLife"
  );
}
