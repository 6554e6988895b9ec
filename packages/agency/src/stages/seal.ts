import { type IssuedMessage, sealMessage } from "@safepassage/message";
import type { PublicJwk } from "@safepassage/trust";

/** What of a signed message is sealed. A store may hold it until the recipient can be reached. */
export interface Sealable {
  readonly issued: Pick<IssuedMessage, "sdJwt" | "seed">;
  /** Entity id of the sender. */
  readonly sender: string;
  /** Entity id of the recipient. */
  readonly recipient: string;
}

/**
 * Seals a signed message to its recipient.
 *
 * @param recipientKey - Public key of a current key epoch of the recipient.
 * @returns Compact JWE.
 * @throws MessageError `PACKAGE_TOO_LARGE`.
 * @see docs/spec/messages.md
 */
export const seal = ({ issued, sender, recipient }: Sealable, recipientKey: PublicJwk): string =>
  sealMessage(issued, { sender, recipient, recipientKey });
