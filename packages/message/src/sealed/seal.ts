import { type PublicJwk, sealJwe } from "@safepassage/trust";
import { partyInfo } from "../protocol.ts";
import type { IssuedMessage } from "../write/issue-node.ts";
import { encodePackage, PACKAGE_TYPE, SEALED_TYPE } from "./package.ts";

/** Who seals for whom. */
export interface SealOptions {
  /** Entity id of the sender. */
  readonly sender: string;
  /** Entity id of the recipient. */
  readonly recipient: string;
  /** Public key of a current key epoch of the recipient. */
  readonly recipientKey: PublicJwk;
}

/**
 * Seals a message to one recipient: compact JWE, ECDH-ES with A256GCM, padded to a size class.
 *
 * `apu` and `apv` bind sender and recipient into the key agreement.
 *
 * @throws {@link MessageError} `PACKAGE_TOO_LARGE`.
 * @see RFC 7518, Section 4.6
 */
export function sealMessage(
  { sdJwt, seed }: Pick<IssuedMessage, "sdJwt" | "seed">,
  { sender, recipient, recipientKey }: SealOptions,
): string {
  return sealJwe(encodePackage({ message: sdJwt, seed }), {
    recipientKey,
    header: {
      typ: SEALED_TYPE,
      cty: PACKAGE_TYPE,
      kid: recipientKey.kid,
      apu: partyInfo(sender),
      apv: partyInfo(recipient),
    },
  });
}
