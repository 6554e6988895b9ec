import { encodeBase64urlText, encodeUtf8, sha256Base64url } from "@safepassage/core";
import { expect } from "vitest";
import { STATUS } from "../src/index.ts";
import { createForge, type Forge, type Make, pad, signJwt } from "./forge.ts";
import { NGO_B, NGO_C, type RegistryFile, requestS011, type TestExchange } from "./world.ts";

/** What is posted to `/inbox` to get a code. `known`: the signature showed who sent it. */
export interface WireCase {
  readonly sent: (forge: Forge, exchange: TestExchange) => string | Uint8Array | Promise<string>;
  readonly known?: true;
  /** Places that the problem names. */
  readonly issues?: readonly object[];
  /** Changes to the registry under which NGO-C judges. */
  readonly registry?: (file: RegistryFile) => void;
}

export const INBOX: Readonly<Record<string, WireCase>> = {
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
    // Every claim is genuine, but one, and the signature is that of the original.
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
    // NGO-C was not meant: Police-D opened it and sealed it again.
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

  // From here on the signature is good
  MESSAGE_TEST_MISMATCH: {
    known: true,
    sent: ({ pack, reissue }) =>
      pack(
        reissue({
          test: false,
          // Invented countries are admitted in tests only. Nobody lives here.
          sender: { type: "victimServiceNGO", country: "AQ", regime: "GDPR" },
          recipient: { type: "victimServiceNGO", country: "AQ", regime: "GDPR" },
        }),
      ),
  },
  MESSAGE_NOT_YET_VALID: {
    known: true,
    sent: ({ pack, reissue }) => pack(reissue({ iat: seconds("2026-11-24T09:12:00Z") })),
  },
  MESSAGE_DEADLINE_TOO_FAR: {
    known: true,
    sent: ({ pack, reissue }) => pack(reissue({ exp: seconds("2026-12-09T09:02:01Z") })),
  },
  MESSAGE_EXPIRED: {
    known: true,
    sent: ({ pack, reissue }) =>
      pack(reissue({ iat: seconds("2026-11-20T09:00:00Z"), exp: seconds("2026-11-24T09:01:59Z") })),
  },
  MESSAGE_AGREEMENT_UNKNOWN: {
    known: true,
    sent: ({ claims, pack, reissue }) =>
      pack(
        reissue({
          agreement: { ...(claims["agreement"] as object), sha256: sha256Base64url("another") },
        }),
      ),
  },
  MESSAGE_AGREEMENT_DOES_NOT_COVER: {
    known: true,
    sent: ({ pack, reissue }) => pack(reissue({ purpose: "VICTIM_IDENTIFICATION" })),
  },
  MESSAGE_PROFILE_UNSUPPORTED: {
    known: true,
    sent: ({ pack, reissue }) => pack(reissue({ profile: sha256Base64url("another") })),
  },
  MESSAGE_REGISTRY_DIFFERS: {
    known: true,
    sent: ({ pack, reissue }) =>
      pack(reissue({ sender: { type: "victimServiceNGO", country: "XB", regime: "LED" } })),
  },
  MESSAGE_DISCLOSURES_INCOMPLETE: {
    known: true,
    // A digest that nobody opens: a promise outside the log.
    sent: ({ build, pack }) =>
      pack(build((make) => [make("private", {}), make("body", { _sd: [NOT_OPENED] })])),
  },
  MESSAGE_SALT_NOT_DERIVED: {
    known: true,
    sent: ({ sdJwt, pack }) => pack(sdJwt, new Uint8Array(32).fill(9)),
  },
  MESSAGE_PRIVATE_MISSING: {
    known: true,
    sent: privatePart(({ caseRef: _, ...hidden }) => hidden),
    issues: [{ pointer: "/private.caseRef", code: "MEMBER_MISSING", field: "private.caseRef" }],
  },
  MESSAGE_PRIVATE_UNKNOWN: {
    known: true,
    sent: privatePart((hidden) => ({ ...hidden, note: "free text" })),
    issues: [{ pointer: "", code: "MEMBER_UNKNOWN" }],
  },
  MESSAGE_PRIVATE_WRONG: {
    known: true,
    sent: privatePart((hidden) => ({ ...hidden, caseRef: 17 })),
    issues: [{ pointer: "/private.caseRef", code: "WRONG_TYPE", field: "private.caseRef" }],
  },
  MESSAGE_LAYOUT_WRONG: {
    known: true,
    sent: (forge) =>
      forge.pack(forge.build((make) => [make("private", privateOf(forge)), make("body", [])])),
  },
  MESSAGE_NOT_CANONICAL: {
    known: true,
    // The other order of two digests is a bit that nobody sees.
    sent: ({ claims, pack, reissue }) =>
      pack(reissue({ _sd: (claims["_sd"] as string[]).toReversed() })),
  },
  MESSAGE_PADDING_DISCLOSURE_WRONG: {
    known: true,
    sent: (forge) =>
      forge.pack(
        forge.build((make) => [
          make("private", privateOf(forge)),
          // Three digests at one level are no count of the protocol.
          make("body", { _sd: [0, 1, 2].map((index) => make(`pad.${index}`, 0)) }),
        ]),
      ),
  },
  DISCLOSURE_UNREFERENCED: {
    known: true,
    sent: ({ build, pack }) =>
      pack(
        build((make) => {
          make("more", 1);
          return [make("private", {}), make("body", {})];
        }),
      ),
  },
  DISCLOSURE_HASH_MISPLACED: { known: true, sent: body(() => ({ _sd_alg: "sha-256" })) },
  DISCLOSURE_SD_NOT_ARRAY: { known: true, sent: body(() => ({ _sd: "x" })) },
  DISCLOSURE_DIGEST_NOT_STRING: { known: true, sent: body(() => ({ _sd: [1] })) },
  DISCLOSURE_DIGEST_MALFORMED: { known: true, sent: body(() => ({ _sd: ["abc"] })) },
  DISCLOSURE_DIGEST_REPEATED: {
    known: true,
    sent: body(() => ({ _sd: [NOT_OPENED, NOT_OPENED] })),
  },
  DISCLOSURE_PLACEHOLDER_EXTRA: {
    known: true,
    sent: body(() => ({ list: [{ "...": NOT_OPENED, more: 1 }] })),
  },
  DISCLOSURE_PLACEHOLDER_MISPLACED: { known: true, sent: body(() => ({ "...": NOT_OPENED })) },
  DISCLOSURE_MEMBER_UNNAMED: { known: true, sent: body((make) => ({ _sd: [make(1)] })) },
  DISCLOSURE_ELEMENT_NAMED: {
    known: true,
    sent: body((make) => ({ list: [{ "...": make("name", 1) }] })),
  },
  DISCLOSURE_NAME_TAKEN: {
    known: true,
    sent: body((make) => ({ taken: 1, _sd: [make("taken", 2)] })),
  },
};

/** Codes that other octets on the wire lead to: answers, published keys, late receipts. */
export const ELSEWHERE: Readonly<
  Record<string, (exchange: TestExchange) => Promise<string | undefined>>
> = {
  JWS_TOO_LARGE: (exchange) => postReceipt(exchange, "A".repeat(70_000)),
  RECEIPT_INVALID: (exchange) =>
    postReceipt(
      exchange,
      signJwt(exchange.federation.signers["NGO-C"], { iss: NGO_C }, { typ: "spp-receipt+jwt" }),
    ),
  RECEIPT_MISMATCH: async (exchange) => {
    // Genuine receipts of the recipient, but of another message.
    const other = await createForge(exchange);
    const { problem } = await post(exchange, other.pack(other.sdJwt));
    exchange.intercept((request) => answer(request, "/inbox", JSON.stringify(problem)));
    return deliver(exchange);
  },
  TRUST_KEY_INVALID: (exchange) =>
    publishEpochs(exchange, (keys) => keys.map((key) => ({ ...key, jwk: { kty: "OKP" } }))),
  TRUST_EPOCHS_INVALID: (exchange) => publishEpochs(exchange, () => []),
  TRUST_EPOCHS_EXPIRED: (exchange) =>
    publishEpochs(exchange, (keys) => keys, "2026-11-22T00:00:00Z"),
  TRUST_EPOCH_NONE: (exchange) =>
    publishEpochs(exchange, (keys) =>
      keys.map((key) => ({
        ...key,
        from: "2026-11-01T00:00:00Z",
        until: "2026-11-08T00:00:00Z",
      })),
    ),
};

interface Answered {
  readonly response: Response;
  // biome-ignore lint/suspicious/noExplicitAny: a problem or receipts, as each test expects
  readonly problem: any;
}

export async function post({ c }: TestExchange, body: string | Uint8Array): Promise<Answered> {
  const octets = typeof body === "string" ? encodeUtf8(body) : body;
  const response = await c.gateway.fetch(
    new Request("http://c.test/inbox", {
      method: "POST",
      headers: { "content-type": "application/jose" },
      body: octets.slice(),
    }),
  );
  return { response, problem: await response.json() };
}

/** Posts a receipt to NGO-B as NGO-C might. Returns the code it is refused with. */
async function postReceipt({ b }: TestExchange, receipt: string): Promise<string> {
  const response = await b.gateway.fetch(
    new Request("http://b.test/receipts", {
      method: "POST",
      headers: { "content-type": "application/jwt" },
      body: receipt,
    }),
  );
  const problem = (await response.json()) as { code: string };
  expect(response.status).toBe(STATUS[problem.code as keyof typeof STATUS]);
  expect(b.store.counts().outbox.decided).toBe(0);
  return problem.code;
}

type Keys = readonly Record<string, unknown>[];

/** Lets NGO-C publish other key epochs than its own, signed. Returns what the sender records. */
async function publishEpochs(
  exchange: TestExchange,
  change: (keys: Keys) => Keys,
  at = "2026-11-24T09:02:00Z",
): Promise<string | undefined> {
  const { c, federation } = exchange;
  const path = "/.well-known/spp-epochs";
  const published = await c.gateway.fetch(new Request(`http://c.test${path}`));
  const [, payload = ""] = (await published.text()).split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as { keys: Keys };
  const iat = seconds(at);
  const jwt = signJwt(
    federation.signers["NGO-C"],
    { ...claims, iat, exp: iat + 86_400, keys: change(claims.keys) },
    { typ: "spp-epochs+jwt" },
  );
  exchange.intercept((request) => answer(request, path, jwt));
  return deliver(exchange);
}

/** Submits a message and tries it once. Returns the error that its row shows. */
async function deliver({ b }: TestExchange): Promise<string | undefined> {
  const { json } = await b.call("POST", "/messages", { draft: requestS011(), mode: "asIs" });
  await b.gateway.sender.deliverDue();
  const row = b.store.findOutbox(json.id);
  expect(["queued", "sending"]).toContain(row?.state);
  expect(row?.receipts).toEqual([]);
  return row?.lastError;
}

function answer(request: Request, path: string, body: string): Promise<Response> | undefined {
  return new URL(request.url).pathname === path ? Promise.resolve(new Response(body)) : undefined;
}

function changeHeader(sealed: string, change: (header: object) => object): string {
  const [header = "", ...rest] = sealed.split(".");
  const parsed = JSON.parse(Buffer.from(header, "base64url").toString()) as object;
  return [encodeBase64urlText(JSON.stringify(change(parsed))), ...rest].join(".");
}

/** The genuine message with one disclosure more. */
function withDisclosure({ sdJwt, pack }: Forge, disclosure: string | readonly unknown[]): string {
  const text =
    typeof disclosure === "string" ? disclosure : encodeBase64urlText(JSON.stringify(disclosure));
  return pack(`${sdJwt}${text}~`);
}

/** A message with this value of `body`, whose other parts are sound. */
function body(value: (make: Make) => unknown): WireCase["sent"] {
  return ({ build, pack }) =>
    pack(build((make) => [make("private", {}), make("body", value(make))]));
}

/** A message with another private part, whose other parts are sound. */
function privatePart(change: (hidden: Record<string, unknown>) => object): WireCase["sent"] {
  return (forge) =>
    forge.pack(
      forge.build((make) => [make("private", change(privateOf(forge))), make("body", {})]),
    );
}

function privateOf({ sdJwt }: Forge): Record<string, unknown> {
  const disclosed = sdJwt.split("~").slice(1, -1).map(decode);
  return disclosed.find(([, name]) => name === "private")?.[2] as Record<string, unknown>;
}

function decode(disclosure: string): readonly unknown[] {
  return JSON.parse(Buffer.from(disclosure, "base64url").toString()) as readonly unknown[];
}

function seconds(instant: string): number {
  return Date.parse(instant) / 1000;
}

const NOT_OPENED = sha256Base64url("a digest that no disclosure has");
