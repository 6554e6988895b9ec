import { sha256Base64url } from "@safepassage/core";
import { body, NOT_OPENED, privateOf, privatePart, seconds } from "./spoil.ts";
import type { WireCase } from "./wire-cases.ts";

/** A message with a good signature, and what else is wrong with it. */
export const SIGNED: Readonly<Record<string, WireCase>> = {
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
