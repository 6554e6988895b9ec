import type { Hints } from "./read-input.ts";

/** Hints for the recipient of a sealed message. The hints in the error tables are for the sender. */
export const OPENING: Hints = {
  TRUST_SEALED_MALFORMED: "Give the sealed message whole, as the sender delivered it.",
  PACKAGE_NOT_FOR_US: "It is sealed for another agency than yours: ask the sender.",
  PACKAGE_KEY_UNKNOWN:
    "Give the keys that were current when it was sealed; once they are destroyed, ask the sender to seal it again.",
};
