import type { Tone } from "../design/tone.ts";

/** The colour of what a recipient has decided. */
export const VERDICT_TONES = {
  accept: "good",
  acceptWithWarnings: "warn",
  quarantine: "warn",
  reject: "bad",
} as const satisfies Record<string, Tone>;
