import { decodeBase64url, encodeBase64url } from "@safepassage/core";
import type { ContentCipher } from "../keys/content-cipher.ts";
import type { InboxContent, OutboxContent } from "../rows.ts";
import { fromJson, toJson } from "./encode.ts";

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
