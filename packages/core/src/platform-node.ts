import { Buffer } from "node:buffer";
import { hash } from "node:crypto";

// A synchronous hash takes 0.6 µs; WebCrypto's promise and thread pool take 16 µs.
export const sha256 = (data: string | Uint8Array): Uint8Array => hash("sha256", data, "buffer");

export const sha256Base64url = (data: string | Uint8Array): string =>
  hash("sha256", data, "base64url");

export const encode = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url");

/** Decodes leniently: the caller has checked alphabet and length. */
export const decode = (text: string): Uint8Array => {
  const buffer = Buffer.from(text, "base64url");
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
};

/**
 * Decodes a text that is certainly in the URL alphabet; `undefined` means: look closer.
 *
 * In a Latin-1 text, Node's decoder skips characters outside both base64 alphabets and stops at `=`.
 * So if it produced as many octets as the length allows, every character is in one of the alphabets.
 * Counting octets is faster than looking at each character. A test tries every UTF-16 unit.
 */
export const decodeSurely = (text: string): string | undefined => {
  const octets = writeSurely(text);
  return octets === undefined ? undefined : scratch.toString("utf8", 0, octets);
};

/** Whether a long text is certainly in the URL alphabet; false means: look closer. */
export const isSurelyOfAlphabet = (text: string): boolean =>
  text.length >= LONG && writeSurely(text) !== undefined;

/** {@link decodeSurely} to octets, for long texts only. */
export const octetsSurely = (text: string): Uint8Array | undefined => {
  if (text.length < LONG || WIDE.test(text)) return undefined;
  const octets = decode(text);
  return isWhole(text, octets.length) ? octets : undefined;
};

/** Decodes into `scratch`. @returns the number of octets; `undefined` if not all of the text was decoded. */
function writeSurely(text: string): number | undefined {
  if (text.length > scratch.length || WIDE.test(text)) return undefined;
  const octets = scratch.write(text, "base64url");
  return isWhole(text, octets) ? octets : undefined;
}

/** Whether this many octets are the whole content of a text in the URL alphabet. */
function isWhole(text: string, octets: number): boolean {
  return octets === Math.floor((text.length * 3) / 4) && !text.includes("+") && !text.includes("/");
}

export const decodeToText = (text: string): string => {
  if (text.length > scratch.length) return Buffer.from(text, "base64url").toString();
  return scratch.toString("utf8", 0, scratch.write(text, "base64url"));
};

export const encodeText = (text: string): string => {
  // In UTF-8, a UTF-16 unit takes at most three octets.
  if (3 * text.length > scratch.length) return Buffer.from(text).toString("base64url");
  return scratch.toString("base64url", 0, scratch.write(text));
};

/** A character beyond Latin-1. V8 stores Latin-1 texts in octets, and then answers at once. */
const WIDE = /[\u0100-\uffff]/;
/** Length from which counting octets is faster than looking at each character. */
const LONG = 128;
// Short texts share one buffer: allocating one for each takes as long as the rest.
const scratch = Buffer.alloc(4096);
