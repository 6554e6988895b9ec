import { type DecryptionKey, openJwe, readJwe } from "@safepassage/trust";
import { MessageError } from "../message-error.ts";
import { partyInfo } from "../protocol.ts";
import { PACKAGE_TYPE, type PackageContent, parsePackage, SEALED_TYPE } from "./package.ts";
import { MAX_PLAINTEXT } from "./size-class.ts";

/** A package whose seal is open. Nothing in it is trusted yet. */
export interface OpenedPackage extends PackageContent {
  /** `apu`, to be compared with the signer once that is known. */
  readonly sealer: string;
}

/**
 * Opens the seal of a package.
 *
 * @param self - Entity id of this agency.
 * @param findKey - This agency's private key of a current epoch, by `kid`.
 * @throws {@link MessageError} `PACKAGE_*`; TrustError `TRUST_*` where the seal itself is broken.
 */
export function openPackage(
  sealed: string,
  self: string,
  findKey: (kid: string) => DecryptionKey | undefined,
): OpenedPackage {
  const parts = readJwe(sealed, { maxLength: MAX_SEALED });
  const { typ, cty, kid, apu, apv } = parts;
  if (typ !== SEALED_TYPE || cty !== PACKAGE_TYPE) {
    throw new MessageError("PACKAGE_HEADER_WRONG", "typ or cty is another");
  }
  if (apv !== partyInfo(self)) {
    throw new MessageError("PACKAGE_NOT_FOR_US", "apv is not the digest of this entity id");
  }
  const key = findKey(kid);
  if (key === undefined) {
    throw new MessageError("PACKAGE_KEY_UNKNOWN", "kid is no current key epoch of this agency");
  }
  return { ...parsePackage(openJwe(parts, key)), sealer: apu };
}

// Base64url of the largest plaintext, and room for header and tag.
const MAX_SEALED = Math.ceil((MAX_PLAINTEXT * 4) / 3) + 8192;
