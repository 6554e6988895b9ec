import { decodeBase64url, encodeBase64url } from "@safepassage/core";
import { needOf } from "@safepassage/schema";
import type { ContentCipher } from "../keys/content-cipher.ts";
import type { InboxContent, OutboxContent } from "../rows.ts";

/** Truth as the tables have it. */
export const flag = (value: boolean): number => (value ? 1 : 0);

/** `undefined` as the tables have it. */
export const orNull = <T>(value: T | undefined): T | null => value ?? null;

/** Columns without a value as members that are left out. */
export function withoutNull<Row extends object>(
  row: Row,
): { [Name in keyof Row]?: NonNullable<Row[Name]> } {
  const given = Object.entries(row).filter(([, value]) => value !== null);
  return Object.fromEntries(given) as { [Name in keyof Row]?: NonNullable<Row[Name]> };
}

/** Reads JSON that the store itself has written. */
export const fromJson = <T>(text: string): T => JSON.parse(text) as T;
export const toJson = (value: unknown): string => JSON.stringify(value);

/**
 * Adds members that are worked out when they are first read.
 *
 * Each name has one getter for all rows: with one for each row, V8 gives each row a shape of its own, and every access to any row is a
 * search.
 */
export function withLazy<Row extends object, Lazy extends object>(
  row: Row,
  lazy: { readonly [Name in keyof Lazy]: () => Lazy[Name] },
): Row & Lazy {
  Object.defineProperty(row, WORKS, { value: lazy });
  for (const name of Object.keys(lazy)) {
    Object.defineProperty(row, name, { get: getterOf(name), enumerable: true, configurable: true });
  }
  return row as Row & Lazy;
}

/** Where a row has what its members are worked out by. */
const WORKS = Symbol("works");
type Works = { readonly [WORKS]: Readonly<Record<string, () => unknown>> };

const getters = new Map<string, (this: Works) => unknown>();

function getterOf(name: string): (this: Works) => unknown {
  const known = getters.get(name);
  if (known !== undefined) return known;
  const getter = function (this: Works): unknown {
    const value = this[WORKS][name]?.();
    Object.defineProperty(this, name, { value, enumerable: true });
    return value;
  };
  getters.set(name, getter);
  return getter;
}

/** Makes the column of a message sent. `request` goes with the content: it could be guessed from its hash. */
export function encryptOutbox(
  cipher: ContentCipher,
  digest: string,
  { seed, ...content }: OutboxContent,
  request: string | undefined,
): Uint8Array {
  const held = { ...content, seed: encodeBase64url(seed), request };
  return cipher.encrypt(digest, "content", toJson(held), () => needOf(content.message));
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
): Uint8Array => cipher.encrypt(digest, "content", toJson(content), () => needOf(content.message));

/** Reads the column of a message received; `undefined` if its key is destroyed. */
export function decryptInbox(
  cipher: ContentCipher,
  digest: string,
  octets: Uint8Array | null,
): InboxContent | undefined {
  const text = octets === null ? undefined : cipher.decrypt(digest, "content", octets);
  return text === undefined ? undefined : fromJson<InboxContent>(text);
}
