/** What the SD-JWT benchmarks issue and verify: 30 flat claims, ES256, keys made anew. */
import { createFixedClock, PROTOCOL_ALGORITHMS } from "@safepassage/core";
import {
  type ClaimPath,
  type Claims,
  disclosable,
  type SdJwtPolicy,
} from "@safepassage/disclosure";
import { createVerifier, generateSigningKey, publicJwk } from "@safepassage/trust";

export const CLAIMS = 30;
export const SHOWN = 8;
export const NOW = 1_780_000_000;
export const AUDIENCE = "https://verifier.example";
export const NONCE = "n-0S6_WzA2Mj-4fVq8Hs";
export const TYP = "example+sd-jwt";

/** Keys, claims and policies. Both keys are imported before the time is taken. */
export function createSample() {
  const issuer = generateSigningKey("ES256");
  const holder = generateSigningKey("ES256");
  const verifier = createVerifier(publicJwk(issuer));
  const holderVerifier = createVerifier(publicJwk(holder));
  const clear = {
    iss: "https://issuer.example",
    iat: NOW,
    exp: NOW + 86_400,
    cnf: { jwk: publicJwk(holder) },
  } as unknown as Claims;
  const hidden: Record<string, string | number | boolean> = {};
  for (let i = 0; i < CLAIMS; i++) hidden[nameOf(i)] = sampleValue(i);
  const marked: Claims = {
    ...clear,
    ...Object.fromEntries(Object.entries(hidden).map(([name, v]) => [name, disclosable(v)])),
  };
  const policy = (keyBinding: SdJwtPolicy["keyBinding"]): SdJwtPolicy => ({
    resolveVerifier: () => verifier,
    algorithms: PROTOCOL_ALGORITHMS,
    typ: TYP,
    keyBinding,
    requireAllResolved: false,
    checkExpiry: "enforce",
    clock: createFixedClock(new Date(NOW * 1000)),
    skewSeconds: 60,
  });
  return {
    issuer,
    holder,
    clear,
    hidden,
    marked,
    withoutBinding: policy({ mode: "forbidden" }),
    withBinding: policy({
      mode: "required",
      audience: AUDIENCE,
      nonce: NONCE,
      maxAgeSeconds: 300,
      resolveHolderKey: () => holderVerifier,
    }),
  };
}

/** Whether the holder discloses a claim: the first eight. */
export function isShown(path: ClaimPath): boolean {
  return Number(String(path[0]).slice("claim_".length)) < SHOWN;
}

export function nameOf(i: number): string {
  return `claim_${i}`;
}

function sampleValue(i: number): string | number | boolean {
  if (i % 5 === 3) return i * 17;
  if (i % 5 === 4) return i % 2 === 0;
  return `value of claim ${i}`;
}
