import {
  createFixedClock,
  encodeBase64url,
  PROTOCOL_ALGORITHMS,
  sha256,
  sha256Base64url,
} from "@safepassage/core";
import {
  type Claims,
  type ClaimValue,
  convertSdJwt,
  disclosable,
  issueSdJwt,
  presentSdJwt,
  readSdJwt,
  reveal,
  type SdJwtPolicy,
  type SignaturePolicy,
  toPointer,
  verifySdJwt,
} from "@safepassage/disclosure";
import { nobleSigner, nobleVerifier, type PublicKey } from "./noble-keys.ts";
import { outcome } from "./outcome.ts";
import type { Vectors } from "./vectors.ts";

/** Verifying every vector; issuing, presenting and revealing every published example. */
export function cases(vectors: Vectors): Record<string, unknown> {
  return {
    ...verified(vectors),
    ...verifiedForms(vectors),
    ...rendered(vectors),
    ...issued(vectors),
  };
}

function verified(vectors: Vectors): Record<string, unknown> {
  const file = vectors["disclosure/verify.json"] as VerifyVectors;
  return Object.fromEntries(
    file.cases.map((row) => [
      row.id,
      outcome(() => {
        const { claims, resolved, unresolved } = verifySdJwt(row.sdJwt, policyOf(file, row));
        return { claims, resolved, unresolved };
      }),
    ]),
  );
}

function policyOf(
  { keys, policy }: Pick<VerifyVectors, "keys" | "policy">,
  row: { readonly policy?: Partial<VectorPolicy> },
): SdJwtPolicy {
  const { keyBinding, audience, nonce, maxAgeSeconds, now, ...given } = {
    ...policy,
    ...row.policy,
  };
  return {
    ...given,
    resolveVerifier: () => nobleVerifier("ES256", keys.issuer),
    algorithms: PROTOCOL_ALGORITHMS,
    keyBinding:
      keyBinding === "forbidden"
        ? { mode: "forbidden" }
        : {
            mode: "required",
            audience,
            nonce,
            maxAgeSeconds,
            resolveHolderKey: () => nobleVerifier("ES256", keys.holder),
          },
    clock: createFixedClock(new Date(now * 1000)),
  };
}

/** The vectors of the JSON forms, and each that is accepted in the other forms, too. */
function verifiedForms(vectors: Vectors): Record<string, unknown> {
  const file = vectors["disclosure/json-forms.json"] as FormVectors;
  return Object.fromEntries(
    file.cases.map((row) => [
      `${row.form} ${row.id}`,
      outcome(() => {
        const { signatures, ...policy } = { ...file.policy, ...row.policy };
        const { claims, unverifiedSignatures, parsed } = verifySdJwt(row.text, {
          ...policyOf(file, { ...row, policy }),
          resolveVerifier: (_, __, { kid }) =>
            nobleVerifier("ES256", kid === "second" ? file.keys.second : file.keys.issuer),
          serialization:
            row.form === "general" ? { form: row.form, signatures } : { form: row.form },
        });
        const converted = (["compact", "flattened", "general"] as const).map((form) =>
          convertSdJwt(parsed, { form, signatures: "first" }),
        );
        return { claims, unverifiedSignatures, converted };
      }),
    ]),
  );
}

/** The example that RFC 9901 prints, and the same in compact form. */
function rendered(vectors: Vectors): Record<string, unknown> {
  const text = JSON.stringify(vectors["sd-jwt/rfc9901-general-json-kb.json"]);
  return {
    "RFC 9901": outcome(() => {
      const parsed = readSdJwt(text, { form: "general" });
      const compact = convertSdJwt(parsed, { form: "compact", signatures: "first" });
      return { compact, general: reveal(parsed), same: reveal(readSdJwt(compact)) };
    }),
  };
}

/** Each published example with everything disclosable; every second disclosure is presented. */
function issued(vectors: Vectors): Record<string, unknown> {
  const { signer, verifier } = nobleSigner();
  return Object.fromEntries(
    Object.entries(vectors).flatMap(([path, value]) => {
      if (!/^sd-jwt\/examples\/.+\/specification\.yml$/.test(path)) return [];
      const { user_claims: claims } = value as { user_claims: Claims };
      let salts = 0;
      const result = outcome(() => {
        const { sdJwt, digests } = issueSdJwt({
          claims: { ...(hideAll(claims) as Claims), ...keep(claims) },
          header: { typ: "suite+sd-jwt" },
          signer,
          salt: () => encodeBase64url(sha256(`${path} ${salts++}`).slice(0, 16)),
        });
        const presented = presentSdJwt(
          readSdJwt(sdJwt),
          (claim) => sha256Base64url(toPointer(claim)) < "V",
        );
        const { claims: shown, unresolved } = verifySdJwt(presented, {
          resolveVerifier: () => verifier,
          algorithms: PROTOCOL_ALGORITHMS,
          typ: "suite+sd-jwt",
          keyBinding: { mode: "forbidden" },
          requireAllResolved: false,
          checkExpiry: "ignore",
          clock: createFixedClock("2026-11-25T00:00:00Z"),
          skewSeconds: 0,
        });
        return { sdJwt: sha256Base64url(sdJwt), digests, shown, unresolved };
      });
      return [[path, result]];
    }),
  );
}

/** Claims that decide about validity, which no issuer may hide. */
function keep(claims: Claims): Claims {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => CLEAR.includes(name)));
}

/** Marks every member and element, at every depth. */
function hideAll(value: ClaimValue): ClaimValue {
  if (Array.isArray(value)) return value.map((element) => disclosable(hideAll(element)));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value as Claims).map(([name, member]) => [name, disclosable(hideAll(member))]),
  );
}

const CLEAR = ["iss", "aud", "exp", "nbf", "cnf"];

interface VerifyVectors {
  readonly keys: { readonly issuer: PublicKey; readonly holder: PublicKey };
  readonly policy: Omit<VectorPolicy, "limits">;
  readonly cases: readonly {
    readonly id: string;
    readonly sdJwt: string;
    readonly policy?: Partial<VectorPolicy>;
  }[];
}

interface VectorPolicy extends Pick<SdJwtPolicy, "requireAllResolved" | "checkExpiry"> {
  readonly typ: string;
  readonly keyBinding: "forbidden" | "required";
  readonly audience: string;
  readonly nonce: string;
  readonly maxAgeSeconds: number;
  readonly now: number;
  readonly skewSeconds: number;
  readonly limits?: NonNullable<SdJwtPolicy["limits"]>;
}

interface FormVectors {
  readonly keys: VerifyVectors["keys"] & { readonly second: PublicKey };
  readonly policy: FormVectorPolicy;
  readonly cases: readonly {
    readonly id: string;
    readonly form: "flattened" | "general";
    readonly text: string;
    readonly policy?: Partial<FormVectorPolicy>;
  }[];
}

interface FormVectorPolicy extends VectorPolicy {
  readonly signatures: SignaturePolicy;
}
