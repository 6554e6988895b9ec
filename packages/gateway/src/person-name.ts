import { createHmac } from "node:crypto";
import { encodeBase64url } from "@safepassage/core";
import type { DecodedMessage } from "@safepassage/schema";
import type { FactContext } from "./context.ts";
import { pseudonymsIn } from "./history-note.ts";

/** Names of persons in the agency's own index, as the store may hold them. */
export interface PersonNames {
  /** Begins all names that are made with this key, so that others are seen. */
  readonly prefix: string;
  /** The name of a person whom the case system knows by an id. */
  nameOf(id: string): string;
}

/**
 * Names persons by a keyed hash: an id of a case system can be guessed, and a store is copied to
 * backups that the key is not in.
 *
 * @param key - 32 octets, kept by the agency. A key of its own is derived from it.
 */
export function createPersonNames(key: Uint8Array): PersonNames {
  const own = hmac(key, "safepassage person names");
  const prefix = `${encodeBase64url(hmac(own, "prefix").subarray(0, 6))}.`;
  return { prefix, nameOf: (id) => `${prefix}${encodeBase64url(hmac(own, `id ${id}`))}` };
}

const hmac = (key: Uint8Array, text: string): Uint8Array =>
  createHmac("sha256", key).update(text).digest();

/**
 * Who the persons of a message are, by group id: as the case system says, or as it said of the same
 * pseudonym before.
 *
 * @param said - Ids of the case system by group id.
 */
export function namePeople(
  { facts, personNames }: Pick<FactContext, "facts" | "personNames">,
  message: Pick<DecodedMessage, "body">,
  said: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, string> {
  return new Map(
    pseudonymsIn(message).flatMap(([gid, pseudonym]): [string, string][] => {
      const id = Object.hasOwn(said, gid) ? said[gid] : undefined;
      if (id !== undefined) return [[gid, personNames.nameOf(id)]];
      const known = facts.history.personBehind(pseudonym);
      return known?.startsWith(personNames.prefix) ? [[gid, known]] : [];
    }),
  );
}
