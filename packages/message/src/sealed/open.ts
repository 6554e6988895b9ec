import { type DecryptionKey, openJwe, readJwe } from "@safepassage/trust";
import { createSaltSequence } from "../form/salts-node.ts";
import { MessageError } from "../message-error.ts";
import { partyInfo } from "../protocol.ts";
import { type InspectedMessage, type InspectOptions, inspectContent } from "../read/inspect.ts";
import {
  MAX_PLAINTEXT,
  PACKAGE_TYPE,
  type PackageContent,
  parsePackage,
  SEALED_TYPE,
} from "./package.ts";

/** What {@link inspectSealed} needs to know. */
export type SealedOptions = InspectOptions &
  Required<Pick<InspectOptions, "self">> & {
    /** This agency's private key of a current epoch, by `kid`. */
    readonly findKey: (kid: string) => DecryptionKey | undefined;
  };

/** What {@link openMessage} needs to know. */
export type OpenOptions = SealedOptions &
  Required<Pick<InspectOptions, "registry" | "findAgreement" | "profiles">>;

/** A message that passed every structural check. Its values are judged by the validator. */
export type OpenedMessage = Required<InspectedMessage>;

/**
 * Opens a sealed message and makes the structural checks, the cheap ones first.
 *
 * @throws {@link MessageError}, TrustError, DisclosureError or CoreError, one code for each fault.
 * @see `docs/spec/messages.md#structural-checks`
 */
export function openMessage(sealed: string, options: OpenOptions): OpenedMessage {
  // All facts are given, so every part that rests on them is there.
  return inspectSealed(sealed, options) as OpenedMessage;
}

/**
 * Opens a sealed message as `inspectMessage` opens a signed one, with the facts that are given.
 *
 * @throws {@link MessageError}, TrustError, DisclosureError or CoreError, one code for each fault.
 */
export function inspectSealed(sealed: string, options: SealedOptions): InspectedMessage {
  const { seed, ...content } = openPackage(sealed, options);
  return inspectContent({ ...content, nextSalt: createSaltSequence(seed) }, options);
}

/**
 * Opens the seal of a package. Nothing in it is trusted yet. `sealer` is `apu`, to be compared with
 * the signer once that is known.
 */
function openPackage(
  sealed: string,
  { self, findKey }: SealedOptions,
): PackageContent & { readonly sealer: string } {
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
