import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** A key whose possession a program proves (RFC 9449). */
export interface ProofKey {
  /** Makes a proof for one request. */
  prove(method: string, url: string, token?: string): string;
}

/** Makes a new key: P-256, for ES256. */
export function createProofKey(): ProofKey {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { kty, crv, x, y } = publicKey.export({ format: "jwk" });
  const encode = (value: object): string =>
    Buffer.from(JSON.stringify(value)).toString("base64url");
  return {
    prove(method, url, token) {
      const head = encode({ typ: "dpop+jwt", alg: "ES256", jwk: { kty, crv, x, y } });
      const body = encode({
        ...{ jti: randomBytes(16).toString("base64url"), htm: method, htu: url },
        iat: Math.floor(Date.now() / 1000),
        ...(token !== undefined && { ath: digest(token) }),
      });
      const signature = sign("sha256", Buffer.from(`${head}.${body}`), {
        key: privateKey,
        dsaEncoding: "ieee-p1363",
      });
      return `${head}.${body}.${signature.toString("base64url")}`;
    },
  };
}

const digest = (text: string): string => createHash("sha256").update(text).digest("base64url");
