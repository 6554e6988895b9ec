import { hkdfSync } from "node:crypto";
import {
  encodeBase64url,
  encodeBase64urlText,
  encodeUtf8,
  type JsonObject,
  type Signer,
  sha256Base64url,
} from "@safepassage/core";
import { type PublicJwk, type SealingHeader, sealJwe, verifyEpochs } from "@safepassage/trust";
import { requestS011 } from "./drafts.ts";
import { NGO_B, NGO_C } from "./federation.ts";
import { inside } from "./inside.ts";
import { NOW, type TestExchange } from "./world.ts";

/** A genuine message of NGO-B to NGO-C that was never delivered, and the means to spoil it. */
export interface Forge {
  readonly sdJwt: string;
  readonly jwt: string;
  readonly seed: Uint8Array;
  readonly claims: JsonObject;
  /** Seals a package as it should be: message and seed. */
  pack(sdJwt: string, seed?: Uint8Array, header?: Partial<SealingHeader>): string;
  /** Seals any text, padded as it should be. */
  sealText(text: string, header?: Partial<SealingHeader>): string;
  /** Seals octets as they are. */
  sealOctets(octets: Uint8Array, header?: Partial<SealingHeader>): string;
  /** The genuine message with other claims or another header, signed again by its issuer. */
  reissue(claims: object, header?: object, signer?: Signer): string;
  /** A message whose disclosures are built by hand, with the salts of the seed, and signed. */
  build(disclose: (make: Make) => readonly unknown[]): string;
  /** The same with other claims. */
  buildWith(claims: object, disclose: (make: Make) => readonly unknown[]): string;
}

/** Makes the next disclosure, of a name and a value or of a value alone. Returns its digest. */
export type Make = (...parts: unknown[]) => string;

/**
 * Takes a message out of NGO-B's outbox.
 *
 * @param epochs - Key epochs of NGO-C, as published, where they are not those of the exchange.
 */
export async function createForge(
  { b, c, federation, registry }: TestExchange,
  epochs?: string,
): Promise<Forge> {
  const { json } = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
  const row = await inside(b.store).outbox.find(json.id);
  if (row?.content === undefined) throw new TypeError("the message was not stored");
  const { jwt } = row;
  const { sdJwt, seed } = row.content;
  const [, payload = ""] = jwt.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as JsonObject;

  const published = await c.gateway.fetch(new Request("http://c.test/.well-known/spp-epochs"));
  const [epoch] = verifyEpochs(epochs ?? (await published.text()), {
    registry,
    entity: NGO_C,
    now: new Date(NOW),
  });
  if (epoch === undefined) throw new TypeError("no epoch is published");
  const recipientKey: PublicJwk = epoch.jwk;

  const sealOctets: Forge["sealOctets"] = (octets, header = {}) =>
    sealJwe(octets, {
      recipientKey,
      header: {
        typ: "spp-sealed+jwe",
        cty: "spp-package+json",
        kid: recipientKey.kid,
        apu: sha256Base64url(NGO_B),
        apv: sha256Base64url(NGO_C),
        ...header,
      },
    });
  const sealText: Forge["sealText"] = (text, header) => sealOctets(pad(encodeUtf8(text)), header);
  const pack: Forge["pack"] = (message, salts = seed, header = {}) =>
    sealText(JSON.stringify({ message, seed: encodeBase64url(salts), spp: claims["spp"] }), header);
  const reissue: Forge["reissue"] = (changed, header = {}, signer = federation.signers["NGO-B"]) =>
    [signJwt(signer, { ...claims, ...changed }, header), ...sdJwt.split("~").slice(1)].join("~");
  const buildWith: Forge["buildWith"] = (changed, disclose) => {
    const disclosures: string[] = [];
    const digests = disclose((...parts) => {
      const salt = saltAt(seed, disclosures.length);
      const disclosure = encodeBase64urlText(JSON.stringify([salt, ...parts]));
      disclosures.push(disclosure);
      return sha256Base64url(disclosure);
    });
    const signed = signJwt(
      federation.signers["NGO-B"],
      { ...claims, ...changed, _sd: digests },
      {},
    );
    return [signed, ...disclosures, ""].join("~");
  };
  const build: Forge["build"] = (disclose) => buildWith({}, disclose);
  return { sdJwt, jwt, seed, claims, pack, sealText, sealOctets, reissue, build, buildWith };
}

/** A JWS with any header and payload, a text too. Written here anew, so that nothing is refused. */
export function signJwt(signer: Signer, payload: object | string, header: object): string {
  const { alg, kid } = signer;
  const protectedHeader = JSON.stringify({ alg, kid, typ: "spp-message+sd-jwt", ...header });
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  const input = `${encodeBase64urlText(protectedHeader)}.${encodeBase64urlText(text)}`;
  return `${input}.${encodeBase64url(signer.sign(input))}`;
}

/** Zero octets up to the next size class. */
export function pad(content: Uint8Array): Uint8Array {
  const classes = [4096, 8192, 16_384, 32_768];
  for (let step = 0; step < 9; step++) classes.push(Math.ceil(65_536 * 2 ** (step / 2)));
  const size = classes.find((length) => content.length <= length);
  if (size === undefined) throw new RangeError("the content is larger than every class");
  const padded = new Uint8Array(size);
  padded.set(content);
  return padded;
}

/** Salt of a disclosure, as the specification derives it. */
function saltAt(seed: Uint8Array, index: number): string {
  const info = `spp-salts-1/${Math.floor(index / 32)}`;
  const block = Buffer.from(hkdfSync("sha256", seed, "", info, 512));
  return block.subarray((index % 32) * 16, (index % 32) * 16 + 16).toString("base64url");
}
