import type { PublicJwk } from "@safepassage/trust";
import type { AgencyFacts } from "../stages/facts.ts";

/** The way to the recipient of a message. */
export interface Partner {
  /**
   * Reads the key epochs that it publishes, compact JWS.
   *
   * @throws AgencyError `GATEWAY_PEER_UNREACHABLE`, `GATEWAY_PEER_ANSWER_FOREIGN`.
   */
  publishedEpochs(signal: AbortSignal): Promise<string>;
  /**
   * Hands a sealed message over, and returns the answer.
   *
   * @throws AgencyError `GATEWAY_PEER_UNREACHABLE`, `GATEWAY_PEER_ANSWER_FOREIGN`.
   */
  deliver(sealed: string, signal: AbortSignal): Promise<Answer>;
}

/** A partner whose published key epochs are verified. */
export interface VerifiedPartner extends Pick<Partner, "deliver"> {
  /**
   * Finds the public key to seal to now.
   *
   * @throws as {@link Partner.publishedEpochs} and `sealingKey` do.
   */
  sealingKey(facts: Pick<AgencyFacts, "registry" | "now">, signal: AbortSignal): Promise<PublicJwk>;
}

/** What a recipient answers: its receipts, or a refusal. */
export interface Answer {
  /** HTTP status: 200 if the message was judged. */
  readonly status: number;
  /** JSON, with `receipts` or `receipt`. */
  readonly text: string;
}
