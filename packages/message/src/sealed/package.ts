import { Buffer } from "node:buffer";
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
import { PROTOCOL_VERSIONS, type ProtocolVersion, parseProtocol } from "../protocol.ts";

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
  /** Version of the protocol. The message under the signature names the same. */
  readonly spp: ProtocolVersion;
}

/** Writes the padded plaintext of a package. */
export function encodePackage({ message, seed, spp }: PackageContent): Uint8Array {
  const text = canonicalJson({ message, seed: encodeBase64url(seed), spp });
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
  const version = parseProtocol(spp);
  const octets = decodeBase64url(seed);
  if (octets.length !== SEED_LENGTH) throw malformed(`the seed has ${octets.length} octets`);
  // Compared as a whole, so that only one text is accepted and no bit can be hidden.
  if (text !== JSON.stringify({ message, seed, spp })) throw malformed("not in canonical form");
  return { message, seed: octets, spp: version };
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
  const spp = PROTOCOL_VERSIONS.find((version) => text.endsWith(afterSeed(version)));
  if (spp === undefined) return undefined;
  const seedAt = text.length - afterSeed(spp).length - SEED_CHARACTERS;
  const end = seedAt - BEFORE_SEED.length;
  const hasPlaces =
    end >= BEFORE_MESSAGE.length &&
    text.startsWith(BEFORE_MESSAGE) &&
    text.startsWith(BEFORE_SEED, end);
  if (!hasPlaces) return undefined;
  const message = text.slice(BEFORE_MESSAGE.length, end);
  if (message.includes('"') || message.includes("\\")) return undefined;
  return { message, seed: decodeBase64url(text.slice(seedAt, seedAt + SEED_CHARACTERS)), spp };
}

/** Largest plaintext of a sealed package, 1 MiB. */
export const MAX_PLAINTEXT = 1_048_576;

/**
 * Returns the smallest size class that holds `length` octets: 4, 8, 16, 32, 64 KiB, then each √2
 * times the one before, rounded up, to 1 MiB.
 *
 * So the length of a sealed package tells its class and no more.
 *
 * @throws {@link MessageError} `PACKAGE_TOO_LARGE` above the last class.
 */
export function sizeClassFor(length: number): number {
  for (const size of SIZE_CLASSES) if (length <= size) return size;
  throw new MessageError("PACKAGE_TOO_LARGE", `${length} octets, at most ${MAX_PLAINTEXT}`);
}

/** Pads with zero octets to the size class. The content must not end in a zero octet. */
export function padToSizeClass(content: Uint8Array): Uint8Array {
  const padded = new Uint8Array(sizeClassFor(content.length));
  padded.set(content);
  return padded;
}

/**
 * Takes the padding off.
 *
 * @throws {@link MessageError} `PACKAGE_PADDING_WRONG` if the length is no size class, or a
 *   smaller class would have held the content: spare classes would carry hidden bits.
 */
export function unpadSizeClass(padded: Uint8Array): Uint8Array {
  if (!SIZE_CLASSES.includes(padded.length)) {
    throw new MessageError("PACKAGE_PADDING_WRONG", `${padded.length} octets are no size class`);
  }
  const end = endOfContent(padded);
  if (end === 0 || sizeClassFor(end) !== padded.length) {
    throw new MessageError(
      "PACKAGE_PADDING_WRONG",
      "not the smallest class that holds the content",
    );
  }
  return padded.subarray(0, end);
}

/** Index after the last octet that is not zero. */
function endOfContent(padded: Uint8Array): number {
  const octets = Buffer.from(padded.buffer, padded.byteOffset, padded.length);
  let end = octets.length;
  // Text holds no zero octet. If every octet after the first zero equals the one before, all are
  // padding.
  const first = octets.indexOf(0);
  if (first !== -1 && octets.compare(octets, first, end - 1, first + 1, end) === 0) return first;
  while (end > 0 && octets[end - 1] === 0) end--;
  return end;
}

const BEFORE_MESSAGE = '{"message":"';
const BEFORE_SEED = '","seed":"';
const afterSeed = (version: ProtocolVersion): string => `","spp":"${version}"}`;
const SEED_CHARACTERS = Math.ceil((SEED_LENGTH * 4) / 3);

const malformed = errorOf("PACKAGE_MALFORMED");
const KIB = 1024;
const SIZE_CLASSES: readonly number[] = [
  4 * KIB,
  8 * KIB,
  16 * KIB,
  32 * KIB,
  ...Array.from({ length: 9 }, (_, step) => Math.ceil(64 * KIB * 2 ** (step / 2))),
];
