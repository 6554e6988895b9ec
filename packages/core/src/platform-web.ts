import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUES = new Int8Array(128).fill(-1);
for (const [value, character] of [...ALPHABET].entries()) VALUES[character.charCodeAt(0)] = value;

const encoder = new TextEncoder();
// Keeps a byte order mark, as Node does, so that the JSON reader refuses it.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export const sha256 = (data: string | Uint8Array): Uint8Array =>
  nobleSha256(typeof data === "string" ? encoder.encode(data) : data);

export const sha256Base64url = (data: string | Uint8Array): string => encode(sha256(data));

export const encode = (bytes: Uint8Array): string => {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word =
      ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (left > 2 ? (bytes[i + 2] ?? 0) : 0);
    text += ALPHABET.charAt(word >> 18) + ALPHABET.charAt((word >> 12) & 63);
    if (left > 1) text += ALPHABET.charAt((word >> 6) & 63);
    if (left > 2) text += ALPHABET.charAt(word & 63);
  }
  return text;
};

/** Decodes leniently: the caller has checked alphabet and length. */
export const decode = (text: string): Uint8Array => {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let word = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    word = ((word << 6) | (VALUES[text.charCodeAt(i)] ?? 0)) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (word >> bits) & 255;
    }
  }
  return bytes;
};

// In browsers nothing is faster than looking at every character, so these always answer "look closer".
export const decodeSurely = (_text: string): string | undefined => undefined;
export const isSurelyOfAlphabet = (_text: string): boolean => false;
export const octetsSurely = (_text: string): Uint8Array | undefined => undefined;

export const decodeToText = (text: string): string => decoder.decode(decode(text));

export const encodeText = (text: string): string => encode(encoder.encode(text));
