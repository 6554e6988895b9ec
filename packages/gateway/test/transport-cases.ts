import { createSigner, generateSigningKey, publicJwk } from "@safepassage/trust";
import type { Federation, RegistryFile } from "./federation.ts";
import { ADDRESS_OF_C, signedHeaders } from "./signed.ts";

/** The headers that somebody sends with a package of NGO-B for NGO-C, of version 1.1. */
export interface Attack {
  readonly headers: (federation: Federation, sealed: string) => Sent;
  /** Where it is sent. Default: `/inbox`. */
  readonly path?: string;
  /** Changes to the registry under which NGO-C judges. */
  readonly registry?: (file: RegistryFile) => void;
}

/** A header may be sent several times. */
type Sent = Readonly<Record<string, string | readonly string[]>>;

/** For each code, attacks that are refused with it. */
export const TRANSPORT_CASES: Readonly<Record<string, Readonly<Record<string, Attack>>>> = {
  MESSAGE_POSTED_UNSIGNED: {
    "no signature": { headers: () => ({ "content-type": "application/jose" }) },
  },
  TRUST_REQUEST_SIGNATURE_MALFORMED: {
    "another label": withEach((value) => value.replace(/^spp=/, "sig1=")),
    "two labels": withEach((value) => `${value}, ${value.replace(/^spp=/, "proxy=")}`),
    "one label twice": withEach((value) => `${value}, ${value}`),
    "a header twice": {
      headers: (...given) => {
        const { signature = "", ...others } = signedHeaders(...given);
        return { ...others, signature: [signature, signature] };
      },
    },
    "a header of two kilobytes": withEach((value) => value.concat(";x=1".repeat(500))),
    "a signature without its input": {
      headers: (...given) => {
        const { "signature-input": _, ...others } = signedHeaders(...given);
        return others;
      },
    },
  },
  TRUST_REQUEST_COVERAGE_WRONG: {
    "a digest that is not covered": withEach((value) => value.replace(' "content-digest"', "")),
    "the signature of a request without a body": {
      headers: (federation, sealed) => signedHeaders(federation, sealed, { method: "GET" }),
    },
  },
  TRUST_REQUEST_TIME_WRONG: {
    "a signature of yesterday": {
      headers: (...given) => signedHeaders(...given, { now: "2026-11-23T09:02:00Z" }),
    },
    "a signature of tomorrow": {
      headers: (...given) => signedHeaders(...given, { now: "2026-11-25T09:02:00Z" }),
    },
  },
  TRUST_REQUEST_ALGORITHM_WRONG: {
    "the name of another algorithm": withEach((value) =>
      value.replace("ecdsa-p256-sha256", "ed25519"),
    ),
  },
  TRUST_REQUEST_SIGNATURE_INVALID: {
    "a signature for another route": {
      headers: (...given) => signedHeaders(...given, { target: `${ADDRESS_OF_C}/receipts` }),
    },
    "a query that was not signed": {
      headers: (...given) => signedHeaders(...given),
      path: "/inbox?x=1",
    },
    "the signature of another method": {
      headers: (...given) => {
        const { signature = "" } = signedHeaders(...given, { method: "GET" });
        return { ...signedHeaders(...given), signature };
      },
    },
    "a signature for another agency's gateway": {
      headers: (...given) => signedHeaders(...given, { target: "http://127.0.0.1:9002/inbox" }),
    },
    "a signature for the address that Host names": {
      headers: (...given) => ({
        ...signedHeaders(...given, { target: "http://evil.test/inbox" }),
        host: "evil.test",
      }),
    },
    "a signature for another media type": {
      headers: (...given) => ({
        ...signedHeaders(...given, { type: "application/jwt" }),
        "content-type": "application/jose",
      }),
    },
    "a signature by another key than it names": {
      headers: (...given) =>
        signedHeaders(...given, {
          signer: { ...createSigner(generateSigningKey("ES256")), kid: given[0].keys["NGO-B"].kid },
        }),
    },
  },
  TRUST_REQUEST_BODY_DIFFERS: {
    "another body than was signed": {
      headers: (federation, sealed) =>
        signedHeaders(federation, sealed, { signed: sealed.replace(/.$/, ".") }),
    },
  },
  PACKAGE_PEER_MISMATCH: {
    "another agency's signature": {
      headers: (...given) => signedHeaders(...given, { as: "Police-D" }),
    },
  },
  TRUST_KEY_UNKNOWN: {
    "a key of another agency": {
      headers: (...given) => signedHeaders(...given, { signer: given[0].signers["Police-D"] }),
    },
  },
  TRUST_KEY_NOT_IN_FORCE: {
    "a retired key": {
      headers: (...given) => signedHeaders(...given),
      registry: ({ agencies }) => {
        const retired = { until: "2026-11-20T00:00:00Z", status: "retired" };
        Object.assign(agencies[0]?.keys[0] ?? {}, retired);
      },
    },
  },
  TRUST_KEY_COMPROMISED: {
    "a compromised key": {
      headers: (...given) => signedHeaders(...given),
      registry: ({ agencies }) => {
        const compromisedAt = "2026-11-25T00:00:00Z";
        Object.assign(agencies[0]?.keys[0] ?? {}, { status: "compromised", compromisedAt });
      },
    },
  },
  TRUST_AGENCY_UNKNOWN: {
    "the key of a stranger": {
      headers: (...given) => signedHeaders(...given),
      registry: (file) => {
        const stranger = publicJwk(generateSigningKey("Ed25519"));
        const [first, ...others] = file.agencies;
        const keys = [{ ...first?.keys[0], jwk: stranger }];
        const agencies = [{ ...first, entity: "https://ngo-x.test", keys }, ...others];
        Object.assign(file, { agencies });
      },
    },
  },
};

/** The signed headers, with both parts of the signature changed. */
function withEach(change: (value: string) => string): Attack {
  return {
    headers: (...given) => {
      const { signature = "", "signature-input": input = "", ...others } = signedHeaders(...given);
      return { ...others, signature: change(signature), "signature-input": change(input) };
    },
  };
}
