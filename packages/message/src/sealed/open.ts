import { type DecryptionKey, type JweParts, openJwe, readJwe } from "@safepassage/trust";
import { createSaltSequence } from "../form/salts-node.ts";
import { MessageError } from "../message-error.ts";
import { partyInfo } from "../protocol.ts";
import { type Carrier, requireCarrierOf, requireSignedRequest } from "../read/carrier.ts";
import { type InspectedMessage, inspectContent } from "../read/inspect.ts";
import type { InspectOptions } from "../read/inspect-options.ts";
import type { IssuedMessage } from "../write/issue-node.ts";
import {
  encodePackage,
  MAX_PLAINTEXT,
  PACKAGE_TYPE,
  type PackageContent,
  parsePackage,
  SEALED_TYPE,
} from "./package.ts";
import { protocolOf } from "./seal.ts";

/** What {@link inspectSealed} needs to know. */
export type SealedOptions = InspectOptions &
  Required<Pick<InspectOptions, "self">> & {
    /** This agency's private key of a current epoch, by `kid`. */
    readonly findKey: (kid: string) => DecryptionKey | undefined;
    /** How the package came. Left out, E02 is not evaluated. */
    readonly carrier?: Carrier;
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
  const { carrier } = options;
  return inspectContent({ ...content, carrier, nextSalt: createSaltSequence(seed) }, options);
}

/**
 * Opens a message that its sender has not sealed yet, as {@link openMessage} opens it out of its seal: what is encrypted
 * and decrypted again is what it was.
 *
 * @param options - `sender`: entity id of who is going to seal it.
 * @throws as {@link openMessage}, but for the faults of a seal.
 */
export function openUnsealed(
  { sdJwt, seed }: Pick<IssuedMessage, "sdJwt" | "seed">,
  { sender, ...options }: Omit<OpenOptions, "findKey"> & { readonly sender: string },
): OpenedMessage {
  const padded = encodePackage({ message: sdJwt, seed, spp: protocolOf(sdJwt) });
  const { seed: read, ...content } = parsePackage(padded);
  const sealer = partyInfo(sender);
  const { carrier } = options;
  requireCarrierOf(sealer, carrier);
  const nextSalt = createSaltSequence(read);
  return inspectContent({ ...content, sealer, carrier, nextSalt }, options) as OpenedMessage;
}

/**
 * Checks who brings a package again that was answered before (E02): the answer is for its sender alone, and a message
 * that has to be posted under a signature is not answered without one.
 *
 * @throws {@link MessageError} `PACKAGE_PEER_MISMATCH`, `MESSAGE_POSTED_UNSIGNED`, and for a package that nobody has
 *   signed for what opening it throws.
 */
export function requireCarrier(sealed: string, options: Seal): void {
  const { carrier } = options;
  if (typeof carrier === "object") requireCarrierOf(readSealed(sealed).apu, carrier);
  // Only the content tells the version.
  if (carrier === "anonymous") requireSignedRequest(openPackage(sealed, options).spp, carrier);
}

/** What the seal of a package is opened with. */
type Seal = Pick<SealedOptions, "self" | "findKey" | "carrier">;

/**
 * Opens the seal of a package. Nothing in it is trusted yet. `sealer` is `apu`, to be compared with
 * the signer once that is known.
 */
function openPackage(
  sealed: string,
  { self, findKey, carrier }: Seal,
): PackageContent & { readonly sealer: string } {
  const parts = readSealed(sealed);
  const { typ, cty, kid, apu, apv } = parts;
  if (typ !== SEALED_TYPE || cty !== PACKAGE_TYPE) {
    throw new MessageError("PACKAGE_HEADER_WRONG", "typ or cty is another");
  }
  if (apv !== partyInfo(self)) {
    throw new MessageError("PACKAGE_NOT_FOR_US", "apv is not the digest of this entity id");
  }
  requireCarrierOf(apu, carrier);
  const key = findKey(kid);
  if (key === undefined) {
    throw new MessageError("PACKAGE_KEY_UNKNOWN", "kid is no current key epoch of this agency");
  }
  return { ...parsePackage(openJwe(parts, key)), sealer: apu };
}

const readSealed = (sealed: string): JweParts => readJwe(sealed, { maxLength: MAX_SEALED });

// Base64url of the largest plaintext, and room for header and tag.
const MAX_SEALED = Math.ceil((MAX_PLAINTEXT * 4) / 3) + 8192;
