import { MessageError } from "../message-error.ts";
import { type ProtocolVersion, partyInfo } from "../protocol.ts";

/** How a package came: from the agency that signed the request, from somebody who signed none, or as a file. */
export type Carrier = { readonly agency: string } | "anonymous" | "file";

/**
 * Checks that an agency brings a package that it sealed itself (E02). That needs no key, so it comes before the
 * decryption.
 *
 * @param sealer - `apu`: the digest of the sealer's entity id, which is compared with the issuer later.
 */
export function requireCarrierOf(sealer: string, carrier: Carrier | undefined): void {
  if (typeof carrier === "object" && partyInfo(carrier.agency) !== sealer) {
    throw new MessageError("PACKAGE_PEER_MISMATCH", "the request is signed by another agency");
  }
}

/** Checks that a message is posted under a signature, if its version asks for one (E02). */
export function requireSignedRequest(version: ProtocolVersion, carrier: Carrier | undefined): void {
  if (version !== "1.0" && carrier === "anonymous") {
    throw new MessageError(
      "MESSAGE_POSTED_UNSIGNED",
      `spp ${version}, and nobody signed the request`,
    );
  }
}

/** Names what is missing to say that who brought a message is its sender. */
export function missingOf(carrier: Carrier | undefined): readonly string[] {
  if (typeof carrier === "object") return [];
  if (carrier === "file") return ["transport (brought as a file)"];
  return [carrier === "anonymous" ? "signature of the request" : "transport"];
}
