import {
  canonicalDigest,
  canonicalJson,
  decodeBase64url,
  decodeBase64urlText,
  encodeBase64url,
  encodeBase64urlText,
  parseJson,
  parseObject,
  readCompactJws,
  requireVerificationKey,
  sha256Base64url,
  verifyJws,
} from "@safepassage/core";
import { nobleVerifier, type PublicKey } from "./noble-keys.ts";
import { outcome } from "./outcome.ts";
import type { Vectors } from "./vectors.ts";

/** Strict JSON, base64url, SHA-256, canonical JSON, and the reader of signed objects. */
export function cases(vectors: Vectors): Record<string, unknown> {
  return {
    ...canonical(vectors),
    ...escapedNames(vectors),
    ...Object.fromEntries(JSON_TEXTS.map((text) => [`json ${label(text)}`, readJson(text)])),
    ...Object.fromEntries(BASE64URL.map((text) => [`base64url ${label(text)}`, readBase64(text)])),
    ...Object.fromEntries(LENGTHS.map((length) => [`sha256 of ${length} octets`, hash(length)])),
    ...signed(vectors),
  };
}

function canonical(vectors: Vectors): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(vectors)
      .filter(([path]) => path.startsWith("jcs/input/"))
      .flatMap(([path, value]) => [
        [path, outcome(() => canonicalJson(value))],
        [`${path} digest`, outcome(() => canonicalDigest(value))],
      ]),
  );
}

/** Each text, read after the texts that make an engine read its names wrongly. */
function escapedNames(vectors: Vectors): Record<string, unknown> {
  const { cases } = vectors["json/names.json"] as { readonly cases: readonly NameCase[] };
  return Object.fromEntries(
    cases.map(({ id, before, text }) => [
      `names ${id}`,
      [...before, text].map((one) => readJson(one)).at(-1),
    ]),
  );
}

function readJson(text: string): unknown {
  return outcome(() => parseJson(text, { maxLength: 20_000, maxDepth: 16, maxValues: 200 }));
}

function readBase64(text: string): unknown {
  return {
    octets: outcome(() => encodeBase64url(decodeBase64url(text))),
    text: outcome(() => encodeBase64urlText(decodeBase64urlText(text))),
  };
}

function hash(length: number): unknown {
  const octets = Uint8Array.from({ length }, (_, i) => (i * 131 + length) & 255);
  return { digest: sha256Base64url(octets), encoded: encodeBase64url(octets) };
}

/** Every signature of Wycheproof, under the algorithms of the protocol. */
function signed(vectors: Vectors): Record<string, unknown> {
  const { testGroups } = vectors["wycheproof/json_web_signature.json"] as Wycheproof;
  return Object.fromEntries(
    testGroups.flatMap(({ public: jwk, tests }) =>
      tests.map(({ tcId, jws }) => [
        `wycheproof ${tcId}`,
        outcome(() => {
          const parts = readCompactJws(jws);
          requireVerificationKey(jwk ?? {}, parts.alg);
          verifyJws(nobleVerifier(parts.alg, jwk ?? {}), parts);
          return { header: parts.header, payload: outcome(() => parseObject(parts.payload, {})) };
        }),
      ]),
    ),
  );
}

interface NameCase {
  readonly id: string;
  readonly before: readonly string[];
  readonly text: string;
}

interface Wycheproof {
  readonly testGroups: readonly {
    readonly public?: PublicKey;
    readonly tests: readonly { readonly tcId: number; readonly jws: string }[];
  }[];
}

/** A case's name: the text itself, shortened, and its length. */
function label(text: string): string {
  const shown = JSON.stringify(text.slice(0, 32));
  return text.length > 32 ? `${shown}… (${text.length})` : shown;
}

const LENGTHS = [0, 1, 2, 3, 31, 32, 33, 55, 56, 57, 63, 64, 65, 119, 120, 1_000, 65_537];

const BASE64URL = [
  "",
  "A",
  "AA",
  "AB",
  "AAA",
  "AAB",
  "AAAA",
  "AA==",
  "A-_9",
  "A+/9",
  " AAA",
  "AAA\n",
  "4pyT",
  "77-9",
  "_w",
  "w6k",
  "7aCA",
  "8J-Yig",
];

const JSON_TEXTS = [
  "",
  "null",
  "0",
  "-0",
  "1e400",
  "1E+2",
  "0.1",
  "01",
  "9007199254740993",
  "5e-324",
  '"\\ud800"',
  '"\\ud83d\\ude00"',
  '"\ud800"',
  '"\u0000"',
  '"\\u0000"',
  "\ufeff{}",
  "{}",
  "[]",
  "[1,2,]",
  '{"a":1,"a":1}',
  '{"a":1,"\\u0061":2}',
  '{"a":{"b":1},"b":1}',
  '{"__proto__":1}',
  '{"constructor":{"prototype":1}}',
  '{"2":1,"1":2,"a":3}',
  '{"é":1,"é":2}',
  '{"a":"\\\\","b":"\\""}',
  '[":",",","{","}"]',
  "{'a':1}",
  "[NaN]",
  "nul",
  "\u00a0{}",
  `${"[".repeat(16)}${"]".repeat(16)}`,
  `${"[".repeat(17)}${"]".repeat(17)}`,
  "[".repeat(8_000),
  `[${"1,".repeat(198)}1]`,
  `[${"1,".repeat(250)}1]`,
  `"${"a".repeat(20_000)}"`,
];
