import { parseObject } from "@safepassage/core";
import { type PublicJwk, sealJwe } from "@safepassage/trust";
import { type ProtocolVersion, parseProtocol, partyInfo } from "../protocol.ts";
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
  /** Version that the package names. Default: that of the message, as a recipient asks for. */
  readonly spp?: ProtocolVersion;
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
  { sender, recipient, recipientKey, spp = protocolOf(sdJwt) }: SealOptions,
): string {
  return sealJwe(encodePackage({ message: sdJwt, seed, spp }), {
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

/** Reads the version that a message names: its package names the same. */
export function protocolOf(sdJwt: string): ProtocolVersion {
  const [, payload = ""] = sdJwt.split(".", 2);
  return parseProtocol(parseObject(payload, { maxDepth: 8 })["spp"]);
}
