/** A message as the protocol has it, with bare `node:crypto`: digests, signatures and the seal, and no check of any form. */
import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  hash,
  hkdfSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from "node:crypto";

/** Issues a draft: each value with a salt and a digest of its own, and a signature over the digests. */
export function issue(draft: unknown, key: KeyObject): string {
  const values = leavesOf(draft);
  const salts = Buffer.from(
    hkdfSync("sha256", createSecretKey(randomBytes(32)), "", "salts", 16 * values.length),
  );
  const disclosures = values.map(([name, value], at) =>
    toBase64url(JSON.stringify([salts.toString("base64url", 16 * at, 16 * at + 16), name, value])),
  );
  const digests = disclosures.map((one) => hash("sha256", one, "base64url"));
  return [signed({ typ: "spp", digests }, key), ...disclosures].join("~");
}

/** Verifies a message and reads its values. */
export function read(message: string, key: KeyObject): readonly unknown[] {
  const [jwt = "", ...disclosures] = message.split("~");
  const { digests } = verified(jwt, key) as { readonly digests: readonly string[] };
  const known = new Set(digests);
  return disclosures.map((one) => {
    if (!known.has(hash("sha256", one, "base64url"))) throw new Error("not of this message");
    return JSON.parse(fromBase64url(one)) as unknown;
  });
}

/** Signs claims, as a receipt or the frame of a message. */
export function signed(claims: object, key: KeyObject): string {
  const input = `${HEADER}.${toBase64url(JSON.stringify(claims))}`;
  return `${input}.${sign(null, Buffer.from(input), key).toString("base64url")}`;
}

/** The claims of what {@link signed} has made. */
export function verified(jwt: string, key: KeyObject): unknown {
  const end = jwt.lastIndexOf(".");
  const input = jwt.slice(0, end);
  const signature = Buffer.from(jwt.slice(end + 1), "base64url");
  if (!verify(null, Buffer.from(input), key, signature)) throw new Error("not signed");
  return JSON.parse(fromBase64url(input.slice(input.indexOf(".") + 1)));
}

/** Pads and seals a message for one recipient: a fresh key, an agreement, a cipher. */
export function seal(message: string, publicKey: KeyObject): string {
  const padded = Buffer.alloc(Math.ceil((message.length + 4) / PADDING) * PADDING);
  padded.write(message, padded.writeUInt32BE(message.length));
  const own = generateKeyPairSync("x25519");
  const key = keyOf(diffieHellman({ privateKey: own.privateKey, publicKey }));
  const head = toBase64url(
    JSON.stringify({ alg: "ECDH-ES", epk: own.publicKey.export({ format: "jwk" }) }),
  );
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(head));
  const text = Buffer.concat([cipher.update(padded), cipher.final()]);
  return [
    head,
    "",
    ...[iv, text, cipher.getAuthTag()].map((one) => one.toString("base64url")),
  ].join(".");
}

/** Opens what {@link seal} has made. */
export function open(sealed: string, privateKey: KeyObject): string {
  const [head = "", , iv = "", text = "", tag = ""] = sealed.split(".");
  const { epk } = JSON.parse(fromBase64url(head)) as { readonly epk: { readonly x: string } };
  const octets = epk.x.replaceAll("-", "+").replaceAll("_", "/");
  const publicKey = createPublicKey(
    `-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEA${octets}=\n-----END PUBLIC KEY-----`,
  );
  const key = keyOf(diffieHellman({ privateKey, publicKey }));
  const cipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "base64url"))
    .setAAD(Buffer.from(head))
    .setAuthTag(Buffer.from(tag, "base64url"));
  const padded = Buffer.concat([cipher.update(Buffer.from(text, "base64url")), cipher.final()]);
  return padded.toString("latin1", 4, 4 + padded.readUInt32BE());
}

const keyOf = (secret: Buffer): KeyObject => createSecretKey(hash("sha256", secret, "buffer"));

function leavesOf(value: unknown, name = ""): readonly (readonly [string, unknown])[] {
  if (typeof value !== "object" || value === null) return [[name, value]];
  return Object.entries(value).flatMap(([own, one]) => leavesOf(one, own));
}

const toBase64url = (text: string): string => Buffer.from(text).toString("base64url");
const fromBase64url = (text: string): string => Buffer.from(text, "base64url").toString();
const HEADER = toBase64url(JSON.stringify({ alg: "Ed25519", typ: "spp" }));
const PADDING = 8192;
