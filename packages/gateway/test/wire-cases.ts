import { encodeBase64urlText, encodeUtf8, sha256Base64url } from "@safepassage/core";
import { NGO_B, NGO_C, type RegistryFile } from "./federation.ts";
import { type Forge, pad, signJwt } from "./forge.ts";
import { changeHeader, withDisclosure } from "./spoil.ts";
import type { TestExchange } from "./world.ts";

/** What is posted to `/inbox` to get a code. `known`: the signature showed who sent it. */
export interface WireCase {
  readonly sent: (forge: Forge, exchange: TestExchange) => string | Uint8Array | Promise<string>;
  readonly known?: true;
  /** Places that the problem names. */
  readonly issues?: readonly object[];
  /** Changes to the registry under which NGO-C judges. */
  readonly registry?: (file: RegistryFile) => void;
}

/** Packages that fail before the signature is known to be good. */
export const UNSIGNED: Readonly<Record<string, WireCase>> = {
  // The text of the sealed package
  JSON_BAD_TEXT: { sent: () => Uint8Array.of(0xff, 0xfe, 0x2e) },
  TRUST_SEALED_TOO_LARGE: { sent: () => "A".repeat(1_500_000) },
  TRUST_SEALED_MALFORMED: { sent: ({ sdJwt, pack }) => pack(sdJwt).slice(0, 300) },
  TRUST_SEALED_HEADER_INVALID: {
    sent: ({ sdJwt, pack }) => changeHeader(pack(sdJwt), (header) => ({ ...header, zip: "DEF" })),
  },
  TRUST_SEALED_ALGORITHM_NOT_ALLOWED: {
    sent: ({ sdJwt, pack }) => changeHeader(pack(sdJwt), (header) => ({ ...header, alg: "dir" })),
  },
  TRUST_SEALED_UNOPENABLE: {
    // One octet of the ciphertext is another.
    sent: ({ sdJwt, pack }) => {
      const parts = pack(sdJwt).split(".");
      const octets = Buffer.from(parts[3] ?? "", "base64url");
      octets[100] = (octets[100] ?? 0) ^ 1;
      parts[3] = octets.toString("base64url");
      return parts.join(".");
    },
  },
  PACKAGE_HEADER_WRONG: {
    sent: ({ sdJwt, seed, pack }) => pack(sdJwt, seed, { typ: "spp-sealed2+jwe" }),
  },
  PACKAGE_NOT_FOR_US: {
    sent: ({ sdJwt, seed, pack }) => pack(sdJwt, seed, { apv: sha256Base64url(NGO_B) }),
  },
  PACKAGE_KEY_UNKNOWN: {
    sent: ({ sdJwt, seed, pack }) => pack(sdJwt, seed, { kid: sha256Base64url("another key") }),
  },

  // The plaintext
  PACKAGE_PADDING_WRONG: {
    sent: ({ sealOctets }) => sealOctets(pad(encodeUtf8("{}")).subarray(0, 4000)),
  },
  JSON_MALFORMED: { sent: ({ sealText }) => sealText('{"spp":"1.0","message"') },
  JSON_DUPLICATE_MEMBER: { sent: ({ sealText }) => sealText('{"spp":"1.0","spp":"1.0"}') },
  JSON_FORBIDDEN_MEMBER: { sent: ({ sealText }) => sealText('{"__proto__":"1.0"}') },
  JSON_BAD_NUMBER: { sent: ({ sealText }) => sealText('{"spp":1e999}') },
  JSON_TOO_DEEP: {
    sent: ({ sealText }) => sealText(`${"[".repeat(8000)}${"]".repeat(8000)}`),
  },
  JSON_TOO_MANY: { sent: ({ sealText }) => sealText(JSON.stringify(Array(20).fill(0))) },
  PACKAGE_MALFORMED: {
    sent: ({ sdJwt, sealText }) => sealText(JSON.stringify({ spp: "1.0", message: sdJwt })),
  },
  BASE64URL_MALFORMED: {
    // Padding: another text for the same octets.
    sent: ({ sdJwt, pack }) => pack(sdJwt.replace(/^([^.]+\.[^.]+)\./, "$1=.")),
  },

  // The issuer-signed JWT, before anything is known of the sender
  JSON_TOO_LARGE: {
    sent: ({ pack, reissue }) => pack(reissue({}, { x: "A".repeat(5000) })),
  },
  JWS_MALFORMED: { sent: ({ pack }) => pack("e30.e30~") },
  JWS_HEADER_INVALID: { sent: ({ pack, reissue }) => pack(reissue({}, { jwk: {} })) },
  JWS_ALGORITHM_NOT_ALLOWED: { sent: ({ pack, reissue }) => pack(reissue({}, { alg: "none" })) },
  JWS_CRITICAL_UNKNOWN: { sent: ({ pack, reissue }) => pack(reissue({}, { crit: ["exp"] })) },
  JWS_TYPE_WRONG: { sent: ({ pack, reissue }) => pack(reissue({}, { typ: "JWT" })) },
  JWS_SIGNATURE_INVALID: {
    // One claim is changed, and the signature is that of the original.
    sent: ({ sdJwt, jwt, pack }) => {
      const [header, payload = "", signature] = jwt.split(".");
      const text = Buffer.from(payload, "base64url").toString();
      const changed = encodeBase64urlText(text.replace("unclassified", "sensitive"));
      return pack(sdJwt.replace(jwt, [header, changed, signature].join(".")));
    },
  },
  DISCLOSURE_SEPARATOR_MISSING: { sent: ({ jwt, pack }) => pack(jwt) },
  DISCLOSURE_TOO_MANY: { sent: ({ jwt, pack }) => pack(`${jwt}~${"W10~".repeat(1100)}`) },
  DISCLOSURE_HASH_UNKNOWN: { sent: ({ pack, reissue }) => pack(reissue({ _sd_alg: "md5" })) },
  DISCLOSURE_EMPTY: { sent: (forge) => withDisclosure(forge, "") },
  DISCLOSURE_ENCODING_INVALID: { sent: (forge) => withDisclosure(forge, "a+b") },
  DISCLOSURE_JSON_INVALID: { sent: (forge) => withDisclosure(forge, encodeBase64urlText("[")) },
  DISCLOSURE_NOT_ARRAY: { sent: (forge) => withDisclosure(forge, encodeBase64urlText("{}")) },
  DISCLOSURE_LENGTH_WRONG: { sent: (forge) => withDisclosure(forge, ["salt"]) },
  DISCLOSURE_SALT_NOT_STRING: { sent: (forge) => withDisclosure(forge, [1, "sex", "2"]) },
  DISCLOSURE_SALT_EMPTY: { sent: (forge) => withDisclosure(forge, ["", "sex", "2"]) },
  DISCLOSURE_NAME_NOT_STRING: { sent: (forge) => withDisclosure(forge, ["salt", 1, "2"]) },
  DISCLOSURE_NAME_RESERVED: { sent: (forge) => withDisclosure(forge, ["salt", "_sd", "2"]) },
  DISCLOSURE_NAME_FORBIDDEN: { sent: (forge) => withDisclosure(forge, ["salt", "__proto__", 1]) },
  DISCLOSURE_REPEATED: {
    sent: ({ sdJwt, pack }) => pack(sdJwt.concat(sdJwt.split("~")[1] ?? "", "~")),
  },
  DISCLOSURE_TOO_DEEP: {
    sent: (forge) =>
      withDisclosure(
        forge,
        encodeBase64urlText(`["salt","deep",${"[".repeat(8000)}${"]".repeat(8000)}]`),
      ),
  },
  DISCLOSURE_KB_MALFORMED: { sent: ({ sdJwt, pack }) => pack(`${sdJwt}a.b`) },
  DISCLOSURE_KB_TYPE_WRONG: {
    sent: ({ sdJwt, pack }, { federation }) =>
      pack(sdJwt + signJwt(federation.signers["NGO-B"], {}, { typ: "JWT" })),
  },
  DISCLOSURE_KB_ALGORITHM_NOT_ALLOWED: {
    sent: ({ sdJwt, pack }, { federation }) =>
      pack(sdJwt + signJwt(federation.signers["NGO-B"], {}, { typ: "kb+jwt", alg: "HS256" })),
  },
  DISCLOSURE_KB_SIGNATURE_INVALID: {
    sent: ({ sdJwt, pack }, { federation }) =>
      pack(
        `${sdJwt}${signJwt(federation.signers["NGO-B"], {}, { typ: "kb+jwt" }).replace(/\.[^.]+$/, ".AAAA")}`,
      ),
  },
  MESSAGE_CLAIM_UNKNOWN: {
    sent: ({ pack, reissue }) => pack(reissue({ note: "free text" })),
    issues: [{ pointer: "", code: "MEMBER_UNKNOWN" }],
  },
  MESSAGE_CLAIM_MISSING: {
    sent: ({ pack, reissue }) => pack(reissue({ exp: undefined })),
    issues: [{ pointer: "/env.deliverBy", code: "MEMBER_MISSING", field: "env.deliverBy" }],
  },
  MESSAGE_CLAIM_WRONG: {
    sent: ({ pack, reissue }) => pack(reissue({ exp: "never" })),
    issues: [{ pointer: "/exp", code: "NUMBER_OUT_OF_RANGE", field: "env.deliverBy" }],
  },
  MESSAGE_WRONG_AUDIENCE: {
    // Not meant for NGO-C: Police-D opened it and sealed it again.
    sent: ({ pack, reissue }) => pack(reissue({ aud: "https://police-d.test" })),
  },
  PACKAGE_SENDER_MISMATCH: {
    sent: ({ sdJwt, seed, pack }) => pack(sdJwt, seed, { apu: sha256Base64url(NGO_C) }),
  },
  TRUST_AGENCY_UNKNOWN: {
    sent: ({ seed, pack, reissue }) =>
      pack(reissue({ iss: "https://nobody.test" }), seed, {
        apu: sha256Base64url("https://nobody.test"),
      }),
  },
  TRUST_KEY_UNKNOWN: {
    sent: ({ pack, reissue }, { federation }) =>
      pack(reissue({}, {}, federation.signers["Police-D"])),
  },
  TRUST_KEY_NOT_IN_FORCE: {
    sent: ({ sdJwt, pack }) => pack(sdJwt),
    registry: ({ agencies }) => {
      Object.assign(agencies[0]?.keys[0] ?? {}, {
        until: "2026-11-20T00:00:00Z",
        status: "retired",
      });
    },
  },
  TRUST_KEY_COMPROMISED: {
    sent: ({ sdJwt, pack }) => pack(sdJwt),
    registry: ({ agencies }) => {
      const compromisedAt = "2026-11-25T00:00:00Z";
      Object.assign(agencies[0]?.keys[0] ?? {}, { status: "compromised", compromisedAt });
    },
  },
};
