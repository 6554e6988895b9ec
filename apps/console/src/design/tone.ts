/** What a colour says. No colour says it alone: a word always stands beside it. */
export type Tone = "plain" | "accent" | "good" | "warn" | "bad";
