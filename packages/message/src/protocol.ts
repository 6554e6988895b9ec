import { sha256Base64url } from "@safepassage/core";
import type { DraftClear } from "@safepassage/schema";
import { MessageError } from "./message-error.ts";

/** Version of the protocol and of everything named in it. */
export const PROTOCOL_VERSION = "1.0";

/** `typ` of a message. */
export const MESSAGE_TYPE = "spp-message+sd-jwt";

/** Most disclosures of a message: as many digests as a receipt can name. */
export const MAX_DISCLOSURES = 512;

/** Value of `apu` and `apv`: base64url of the SHA-256 of an entity id. */
export const partyInfo = (entity: string): string => sha256Base64url(entity);

/**
 * Checks that a signed message names the protocol version by which it is read (E08). The package
 * names one too, but nobody signs it or keeps it.
 */
export function requireProtocol(clear: Pick<DraftClear, "env.protocol">): void {
  if (clear["env.protocol"] !== PROTOCOL_VERSION) {
    throw new MessageError("MESSAGE_PROFILE_UNSUPPORTED", "spp is another protocol version");
  }
}
