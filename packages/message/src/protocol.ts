import { sha256Base64url } from "@safepassage/core";
import type { Agreement, DraftClear } from "@safepassage/schema";
import { MessageError } from "./message-error.ts";

/** Versions of the protocol that this program writes and reads, oldest first. */
export const PROTOCOL_VERSIONS = ["1.0", "1.1"] as const;

export type ProtocolVersion = (typeof PROTOCOL_VERSIONS)[number];

/** Version that receipts name: 1.1 changes nothing in them, and who knows only 1.0 can read them. */
export const RECEIPT_PROTOCOL = "1.0";

/** `typ` of a message. */
export const MESSAGE_TYPE = "spp-message+sd-jwt";

/** Most disclosures of a message: as many digests as a receipt can name. */
export const MAX_DISCLOSURES = 512;

/** Value of `apu` and `apv`: base64url of the SHA-256 of an entity id. */
export const partyInfo = (entity: string): string => sha256Base64url(entity);

/**
 * Chooses the version in which messages under an agreement are written: the newest that it names. One that names none
 * may be of a party that knows only 1.0.
 *
 * @returns `undefined` if it names only versions that this program does not have.
 * @see `docs/spec/messages.md#version`
 */
export function protocolFor({
  protocols = ["1.0"],
}: Pick<Agreement, "protocols">): ProtocolVersion | undefined {
  return PROTOCOL_VERSIONS.findLast((version) => protocols.includes(version));
}

/** Reads a version, in a package or in signed claims. @throws {@link MessageError} `MESSAGE_PROFILE_UNSUPPORTED`. */
export function parseProtocol(text: unknown): ProtocolVersion {
  const known = PROTOCOL_VERSIONS.find((version) => version === text);
  if (known === undefined) {
    throw new MessageError("MESSAGE_PROFILE_UNSUPPORTED", "spp is another protocol version");
  }
  return known;
}

/** Returns the version that a signed message names, by which it is read (E08). */
export function requireProtocol(clear: Pick<DraftClear, "env.protocol">): ProtocolVersion {
  return parseProtocol(clear["env.protocol"]);
}
