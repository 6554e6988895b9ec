import { decodeBase64url, encodeBase64url } from "@safepassage/core";
import type { InboxContent, OutboxContent } from "../rows.ts";
import { fromJson, toJson } from "./encode.ts";

/** Encrypts what the store keeps of a message, under a key of the message's own. */
export interface ContentCipher {
  /**
   * @param digest - Names the message. A key is made for it if it has none.
   * @param part - Which part of what is kept of it: a part does not pass for another.
   */
  encrypt(digest: string, part: Part, text: string): Uint8Array;
  /**
   * @returns `undefined` if the key of the message is destroyed.
   * @throws AgencyError `GATEWAY_STORE_UNREADABLE` for other octets than `encrypt` made.
   */
  decrypt(digest: string, part: Part, octets: Uint8Array): string | undefined;
}

type Part = "content" | "sealed";

/** Makes the column of a message sent. `request` goes with the content: it could be guessed from its hash. */
export function encryptOutbox(
  cipher: ContentCipher,
  digest: string,
  { seed, ...content }: OutboxContent,
  request: string | undefined,
): Uint8Array {
  const held = { ...content, seed: encodeBase64url(seed), request };
  return cipher.encrypt(digest, "content", toJson(held));
}

/** Reads the column of a message sent; `undefined` if its key is destroyed. */
export function decryptOutbox(
  cipher: ContentCipher,
  digest: string,
  octets: Uint8Array | null,
): { readonly content: OutboxContent; readonly request: string | undefined } | undefined {
  const text = octets === null ? undefined : cipher.decrypt(digest, "content", octets);
  if (text === undefined) return undefined;
  const { request, seed, ...content } = fromJson<HeldOutbox>(text);
  return { content: { ...content, seed: decodeBase64url(seed) }, request };
}

type HeldOutbox = Omit<OutboxContent, "seed"> & {
  readonly seed: string;
  readonly request?: string;
};

/** Makes the column of a message received. */
export const encryptInbox = (
  cipher: ContentCipher,
  digest: string,
  content: InboxContent,
): Uint8Array => cipher.encrypt(digest, "content", toJson(content));

/** Reads the column of a message received; `undefined` if its key is destroyed. */
export function decryptInbox(
  cipher: ContentCipher,
  digest: string,
  octets: Uint8Array | null,
): InboxContent | undefined {
  const text = octets === null ? undefined : cipher.decrypt(digest, "content", octets);
  return text === undefined ? undefined : fromJson<InboxContent>(text);
}
