/** The way to the recipient of a message. */
export interface Partner {
  /**
   * Reads the key epochs that it publishes, compact JWS.
   *
   * @throws AgencyError `GATEWAY_PEER_UNREACHABLE`.
   */
  publishedEpochs(signal: AbortSignal): Promise<string>;
  /**
   * Hands a sealed message over, and returns the answer.
   *
   * @throws AgencyError `GATEWAY_PEER_UNREACHABLE`, `GATEWAY_BODY_TOO_LARGE`.
   */
  deliver(sealed: string, signal: AbortSignal): Promise<Answer>;
}

/** What a recipient answers: its receipts, or a refusal. */
export interface Answer {
  /** HTTP status: 200 if the message was judged. */
  readonly status: number;
  /** JSON, with `receipts` or `receipt`. */
  readonly text: string;
}
