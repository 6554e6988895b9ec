import { createCipheriv, randomBytes } from "node:crypto";
import type { Calls } from "./record-calls.ts";

/** A statement with its values, as a driver gets it. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly Value[];
}

export type Value = string | number | Uint8Array | null;

/**
 * Writes rows as JSON, as often as the store does when it is called with them. What comes of it is not used: the
 * statements have it already.
 */
export function writeJson(calls: Calls): number {
  return calls.reduce(
    (octets, { args }) => octets + args.reduce<number>((sum, one) => sum + lengthOf(one), 0),
    0,
  );
}

const lengthOf = (one: unknown): number =>
  typeof one === "object" ? JSON.stringify(one).length : 0;

/** Encrypts each content anew, as the store does. */
export const encrypted = (values: readonly Value[]): Value[] =>
  values.map((value) => (value instanceof Uint8Array ? encrypt(value) : value));

function encrypt(text: Uint8Array): Uint8Array {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", randomBytes(32), nonce);
  // What is encrypted has its nonce and its tag already.
  const content = text.subarray(0, -28);
  return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}
