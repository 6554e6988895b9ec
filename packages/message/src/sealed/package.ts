import {
  canonicalJson,
  decodeBase64url,
  decodeUtf8,
  encodeBase64url,
  encodeUtf8,
  isJsonObject,
  parseJson,
} from "@safepassage/core";
import { SEED_LENGTH } from "../form/salts-node.ts";
import { errorOf, MessageError } from "../message-error.ts";
import { PROTOCOL_VERSION } from "../protocol.ts";
import { MAX_PLAINTEXT, padToSizeClass, unpadSizeClass } from "./size-class.ts";

/** `typ` of the JWE that carries a message. */
export const SEALED_TYPE = "spp-sealed+jwe";

/** `cty` of the JWE: the content is a package of this version. */
export const PACKAGE_TYPE = "spp-package+json";

/** What a sealed package holds. */
export interface PackageContent {
  /** The whole SD-JWT. */
  readonly message: string;
  /** Seed of all salts, 32 octets. */
  readonly seed: Uint8Array;
}

/** Writes the padded plaintext of a package. */
export function encodePackage({ message, seed }: PackageContent): Uint8Array {
  const text = canonicalJson({ message, seed: encodeBase64url(seed), spp: PROTOCOL_VERSION });
  return padToSizeClass(encodeUtf8(text));
}

/** Reads the padded plaintext of a package. */
export function parsePackage(padded: Uint8Array): PackageContent {
  const text = decodeUtf8(unpadSizeClass(padded));
  return parseCanonical(text) ?? parseText(text);
}

function parseText(text: string): PackageContent {
  const value = parseJson(text, { maxLength: MAX_PLAINTEXT, maxDepth: 1, maxValues: 8 });
  if (!isJsonObject(value) || Object.keys(value).length !== 3) {
    throw malformed("not exactly the members spp, message, seed");
  }
  const { spp, message, seed } = value;
  if (typeof message !== "string" || typeof seed !== "string" || typeof spp !== "string") {
    throw malformed("a member is not a string");
  }
  if (spp !== PROTOCOL_VERSION) {
    throw new MessageError("MESSAGE_PROFILE_UNSUPPORTED", "another protocol version");
  }
  const octets = decodeBase64url(seed);
  if (octets.length !== SEED_LENGTH) throw malformed(`the seed has ${octets.length} octets`);
  // Compared as a whole, so that only one text is accepted and no bit can be hidden.
  if (text !== JSON.stringify({ message, seed, spp })) throw malformed("not in canonical form");
  return { message, seed: octets };
}

/**
 * Reads a package in canonical form whose message has no escapes; no SD-JWT has any. Each part then
 * has a fixed place, and finding it is faster than the strict reader.
 *
 * Characters that JSON forbids in a string are left to the reader of the message, which refuses
 * them: no SD-JWT has them.
 *
 * @returns `undefined` for any other text, for {@link parseText} to say what is wrong.
 */
function parseCanonical(text: string): PackageContent | undefined {
  const seedAt = text.length - AFTER_SEED.length - SEED_CHARACTERS;
  const end = seedAt - BEFORE_SEED.length;
  const hasPlaces =
    end >= BEFORE_MESSAGE.length &&
    text.startsWith(BEFORE_MESSAGE) &&
    text.startsWith(BEFORE_SEED, end) &&
    text.endsWith(AFTER_SEED);
  if (!hasPlaces) return undefined;
  const message = text.slice(BEFORE_MESSAGE.length, end);
  if (message.includes('"') || message.includes("\\")) return undefined;
  return { message, seed: decodeBase64url(text.slice(seedAt, seedAt + SEED_CHARACTERS)) };
}

const BEFORE_MESSAGE = '{"message":"';
const BEFORE_SEED = '","seed":"';
const AFTER_SEED = `","spp":"${PROTOCOL_VERSION}"}`;
const SEED_CHARACTERS = Math.ceil((SEED_LENGTH * 4) / 3);

const malformed = errorOf("PACKAGE_MALFORMED");
