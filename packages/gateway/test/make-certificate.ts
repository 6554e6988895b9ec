import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

/** A certificate with its key, as PEM, and what signs others with it. */
export interface MadeCertificate {
  readonly certificate: string;
  readonly key: string;
  readonly name: string;
  readonly privateKey: KeyObject;
}

/**
 * Makes a certificate (RFC 5280) for this machine, since no program that does is everywhere. Without an issuer it signs
 * itself, and may sign others.
 *
 * @param days - From when to when it is valid, in days from now.
 * @param use - For which it may be used alone. Left out, it states none.
 * @param rsaBits - Gives it an RSA key of so many bits; it then needs an issuer.
 */
export function makeCertificate({
  name = "127.0.0.1",
  entity,
  days = [-1, 90],
  issuer,
  use,
  rsaBits,
}: {
  readonly name?: string;
  /** Entity id of an agency, as a further name. */
  readonly entity?: string;
  readonly days?: readonly [number, number];
  readonly issuer?: MadeCertificate;
  readonly use?: "servers" | "clients";
  readonly rsaBits?: number;
} = {}): MadeCertificate {
  const { publicKey, privateKey } =
    rsaBits === undefined
      ? generateKeyPairSync("ec", { namedCurve: "P-256" })
      : generateKeyPairSync("rsa", { modulusLength: rsaBits });
  const spki = publicKey.export({ format: "der", type: "spki" });
  const address = Buffer.from(name.split(".").map(Number));
  const other = /^[\d.]+$/.test(name) ? der(0x87, address) : der(0x82, Buffer.from(name));
  const names = [other, ...(entity === undefined ? [] : [der(0x86, Buffer.from(entity))])];
  const extensions = [
    extension("551d11", sequence(...names)),
    ...(use === undefined ? [] : [extension("551d25", sequence(oid(USES[use])))]),
    ...(issuer === undefined ? [extension("551d13", sequence(der(0x01, Buffer.of(0xff))))] : []),
  ];
  const body = sequence(
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.of(1, Math.floor(Math.random() * 127))),
    ECDSA_SHA256,
    nameOf(issuer?.name ?? name),
    sequence(...days.map((day) => der(0x18, Buffer.from(timeAfter(day))))),
    nameOf(name),
    spki,
    der(0xa3, sequence(...extensions)),
  );
  const signature = sign("sha256", body, issuer?.privateKey ?? privateKey);
  const whole = sequence(body, ECDSA_SHA256, der(0x03, Buffer.of(0), signature));
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${whole.toString("base64")}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
    name,
    privateKey,
  };
}

/** One value in DER: tag, length, content. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...head), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));
const nameOf = (name: string): Buffer =>
  sequence(der(0x31, sequence(oid("550403"), der(0x0c, Buffer.from(name)))));
const extension = (hex: string, value: Buffer): Buffer => sequence(oid(hex), der(0x04, value));
/** `id-kp-serverAuth` and `id-kp-clientAuth` (RFC 5280, section 4.2.1.12). */
const USES = { servers: "2b06010505070301", clients: "2b06010505070302" };
const ECDSA_SHA256 = sequence(oid("2a8648ce3d040302"));

/** `YYYYMMDDhhmmssZ`. */
const timeAfter = (days: number): string =>
  `${new Date(Date.now() + days * 86_400_000).toISOString().replace(/\D/g, "").slice(0, 14)}Z`;
