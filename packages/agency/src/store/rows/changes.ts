/** Something that those who follow the messages of an agency are told. Digests and codes only. */
export interface ChangeRow {
  readonly kind:
    | "received"
    | "sent"
    | "packageRefused"
    | "erased"
    | "certified"
    | "kept"
    | "mended"
    | "mendOverdue"
    | "answerClock"
    | "review"
    | "draft"
    | "alarm";
  readonly at: string;
  /** Digest of the message, or of a refused package; id of a draft. */
  readonly ref: string;
  /** The state that it has now, or what the alarm is. */
  readonly code?: string;
}
