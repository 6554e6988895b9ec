import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from "node:crypto";

/** Values that a browser keeps for this process and cannot read, change or make up. */
export interface SealedCookies {
  seal(value: object): string;
  /** Opens what {@link seal} made. `undefined` for anything else. */
  open(sealed: string): unknown;
}

/** Makes them with a key that ends with the process: AES-256-GCM, 12 octets of nonce, 16 of tag. */
export function createSealedCookies(): SealedCookies {
  const key = createSecretKey(randomBytes(32));
  return {
    seal(value) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG });
      const parts = [nonce, cipher.update(JSON.stringify(value)), cipher.final()];
      return Buffer.concat([...parts, cipher.getAuthTag()]).toString("base64url");
    },
    open(sealed) {
      try {
        const octets = Buffer.from(sealed, "base64url");
        const decipher = createDecipheriv("aes-256-gcm", key, octets.subarray(0, NONCE), {
          authTagLength: TAG,
        });
        decipher.setAuthTag(octets.subarray(-TAG));
        const opened = [decipher.update(octets.subarray(NONCE, -TAG)), decipher.final()];
        return JSON.parse(Buffer.concat(opened).toString());
      } catch {
        return undefined;
      }
    },
  };
}

const NONCE = 12;
const TAG = 16;
