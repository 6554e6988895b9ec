import type { Need } from "../need.ts";

/** Encrypts what the store keeps of a message, under a key of the message's own. */
export interface ContentCipher {
  /**
   * @param digest - Names the message. A key is made for it if it has none.
   * @param part - Which part of what is kept of it: a part does not pass for another.
   * @param needOf - What it needs. Asked only where little room is left. Default: room.
   */
  encrypt(digest: string, part: Part, text: string, needOf?: () => Need): Uint8Array;
  /**
   * @returns `undefined` if the key of the message is destroyed.
   * @throws AgencyError `GATEWAY_STORE_UNREADABLE` for other octets than `encrypt` made.
   */
  decrypt(digest: string, part: Part, octets: Uint8Array): string | undefined;
  /** For what is stored without a content. */
  readonly requireRoom: RequireRoom;
}

/**
 * Makes sure that there is room for what is to be stored.
 *
 * @param octets - How long it is, at least.
 * @param needOf - What it needs. Default: room.
 * @throws AgencyError `GATEWAY_STORE_FULL`.
 */
export type RequireRoom = (octets: number, needOf?: () => Need) => void;

/** What is kept of a message. */
type Part = "content" | "sealed";
