import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from "node:crypto";
import { AgencyError } from "../../setting/agency-error.ts";
import type { ContentCipher, RequireRoom } from "./content-cipher.ts";
import type { MessageKeys } from "./message-keys.ts";

/** A {@link ContentCipher} for one group of transactions. */
export interface GroupCipher extends ContentCipher {
  /** Keys that were made here and are stored nowhere yet. Store them before the database commits. */
  readonly made: ReadonlyMap<string, Uint8Array>;
  /** Forgets {@link made}: they are stored. */
  stored(): void;
  /** Forgets the keys that were made since {@link keep}. */
  undo(): void;
  keep(): void;
}

/**
 * Makes a cipher over the keys of messages: AES-256-GCM, a fresh nonce of 12 octets before the ciphertext, the tag
 * behind it. Digest and part are authenticated with it, so that no content passes for another.
 *
 * Keys are given as key objects: Node first tries to read octets as one, which costs more than the cipher.
 * @see NIST SP 800-38D
 */
export function createGroupCipher(
  keys: Pick<MessageKeys, "find">,
  requireRoom: RequireRoom = () => {},
): GroupCipher {
  const made = new Map<string, Uint8Array>();
  let fresh: string[] = [];
  const find = (digest: string): Uint8Array | undefined => made.get(digest) ?? keys.find(digest);
  return {
    made,
    stored: () => made.clear(),
    undo() {
      for (const digest of fresh) made.delete(digest);
      fresh = [];
    },
    keep() {
      fresh = [];
    },
    requireRoom,
    encrypt(digest, part, text, needOf) {
      let key = find(digest);
      // What is written anew takes the place of what it was before.
      requireRoom(text.length, key === undefined ? needOf : () => "erasure");
      if (key === undefined) {
        key = randomBytes(KEY_OCTETS);
        made.set(digest, key);
        fresh.push(digest);
      }
      const nonce = randomBytes(NONCE_OCTETS);
      const cipher = createCipheriv("aes-256-gcm", createSecretKey(key), nonce).setAAD(
        contextOf(digest, part),
      );
      return Buffer.concat([
        nonce,
        cipher.update(text, "utf8"),
        cipher.final(),
        cipher.getAuthTag(),
      ]);
    },
    decrypt(digest, part, octets) {
      const key = find(digest);
      if (key === undefined) return undefined;
      const [nonce, text, tag] = [
        octets.subarray(0, NONCE_OCTETS),
        octets.subarray(NONCE_OCTETS, -TAG_OCTETS),
        octets.subarray(-TAG_OCTETS),
      ];
      try {
        const cipher = createDecipheriv("aes-256-gcm", createSecretKey(key), nonce)
          .setAAD(contextOf(digest, part))
          .setAuthTag(tag);
        return Buffer.concat([cipher.update(text), cipher.final()]).toString("utf8");
      } catch (cause) {
        throw new AgencyError(
          "GATEWAY_STORE_UNREADABLE",
          `${part} of ${digest}: not what its key has encrypted`,
          { cause },
        );
      }
    },
  };
}

const contextOf = (digest: string, part: string): Uint8Array =>
  Buffer.from(`safepassage ${part} ${digest}`);

const KEY_OCTETS = 32;
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;
