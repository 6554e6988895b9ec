/**
 * SD-JWT beside `@sd-jwt/core` with `@sd-jwt/crypto-nodejs`, both set up as their examples show.
 * The same claims, keys and algorithm; keys imported and frames made before the time is taken.
 */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  convertSdJwt,
  type FormPolicy,
  issueSdJwt,
  presentSdJwt,
  readSdJwt,
  type SdJwtPolicy,
  verifySdJwt,
} from "@safepassage/disclosure";
import { createSigner, publicJwk } from "@safepassage/trust";
import { FlattenJSON, GeneralJSON, SDJwtInstance } from "@sd-jwt/core";
import { digest, ES256, generateSalt } from "@sd-jwt/crypto-nodejs";
import {
  AUDIENCE,
  CLAIMS,
  createSample,
  isShown,
  NONCE,
  NOW,
  nameOf,
  SHOWN,
  TYP,
} from "./sd-jwt-sample.ts";
import { comparePeer, formatPeer, type PeerRow } from "./timing.ts";

/** How many times as many a second there are to be, at least. */
const LIMITS = { issue: 4, verifySome: 2, verifyAll: 3.5 } as const;

/** Measures the three rows, after each side has verified what the other made. */
export async function benchSdJwtPeer(): Promise<PeerRow[]> {
  const { issuer, holder, clear, hidden, marked, withoutBinding, withBinding } = createSample();
  const signer = createSigner(issuer);
  const allClaims = { ...clear, ...hidden };
  const someClaims = {
    ...clear,
    ...Object.fromEntries(Object.entries(hidden).filter(([name]) => isShown([name]))),
  };
  const peer = await createPeer(issuer, holder);
  // Its type wants the names of the claims, which are made at run time.
  const frame = { _sd: Object.keys(hidden) } as never;
  const header = { typ: TYP, kid: issuer.kid };
  const bound = { payload: { iat: NOW, aud: AUDIENCE, nonce: NONCE } };
  const shown = Object.fromEntries(Array.from({ length: SHOWN }, (_, i) => [nameOf(i), true]));

  const issueOurs = () => issueSdJwt({ claims: marked, header: { typ: TYP }, signer }).sdJwt;
  const issueTheirs = () => peer.issue(allClaims, frame, { header });
  const verifyOurs = (text: string, policy = withoutBinding) => verifySdJwt(text, policy).claims;
  const verifyTheirs = async (text: string, nonce?: string) => {
    const options = { currentDate: NOW, ...(nonce !== undefined && { keyBindingNonce: nonce }) };
    return (await peer.verify(text, options)).payload;
  };

  const allOurs = issueOurs();
  const allTheirs = await issueTheirs();
  for (const all of [allOurs, allTheirs]) {
    deepStrictEqual(verifyOurs(all), allClaims);
    deepStrictEqual(await verifyTheirs(all), allClaims);
    strictEqual(readSdJwt(all).disclosures.size, CLAIMS);
  }
  requireSameForms(allOurs, allTheirs, withoutBinding);
  const someOurs = presentSdJwt(readSdJwt(allOurs), isShown, {
    signer: createSigner(holder),
    audience: AUDIENCE,
    nonce: NONCE,
    clock: withBinding.clock,
  });
  const someTheirs = await peer.present(allTheirs, shown, { kb: bound });
  for (const some of [someOurs, someTheirs]) {
    deepStrictEqual(verifyOurs(some, withBinding), someClaims);
    deepStrictEqual(await verifyTheirs(some, NONCE), someClaims);
    strictEqual(readSdJwt(some).disclosures.size, SHOWN);
  }

  return [
    await comparePeer({
      name: `SD-JWT issue ${CLAIMS} claims`,
      limit: LIMITS.issue,
      peer: issueTheirs,
      subject: issueOurs,
    }),
    await comparePeer({
      name: `SD-JWT verify ${SHOWN} of ${CLAIMS} with key binding`,
      limit: LIMITS.verifySome,
      peer: () => verifyTheirs(someOurs, NONCE),
      subject: () => verifyOurs(someOurs, withBinding),
    }),
    await comparePeer({
      name: `SD-JWT verify ${CLAIMS} of ${CLAIMS}`,
      limit: LIMITS.verifyAll,
      peer: () => verifyTheirs(allOurs),
      subject: () => verifyOurs(allOurs),
    }),
  ];
}

/** Each side reads the JSON forms of the other, and says the same as in compact form. */
function requireSameForms(ours: string, theirs: string, policy: SdJwtPolicy): void {
  const flattened = convertSdJwt(readSdJwt(ours), { form: "flattened" });
  strictEqual(FlattenJSON.fromSerialized(JSON.parse(flattened)).toEncoded(), ours);
  const general = convertSdJwt(readSdJwt(ours), { form: "general" });
  strictEqual(GeneralJSON.fromSerialized(JSON.parse(general)).toEncoded(0), ours);

  const { claims } = verifySdJwt(theirs, policy);
  const verify = (object: object, serialization: FormPolicy) =>
    verifySdJwt(JSON.stringify(object), { ...policy, serialization }).claims;
  deepStrictEqual(verify(FlattenJSON.fromEncode(theirs).toJson(), { form: "flattened" }), claims);
  const only = { form: "general", signatures: { verify: "only" } } as const;
  deepStrictEqual(verify(GeneralJSON.fromEncode(theirs).toJson(), only), claims);
}

type Sample = ReturnType<typeof createSample>;

async function createPeer(issuer: Sample["issuer"], holder: Sample["holder"]) {
  return new SDJwtInstance({
    signer: await ES256.getSigner({ ...issuer, key_ops: ["sign"] }),
    signAlg: ES256.alg,
    verifier: await ES256.getVerifier(publicJwk(issuer)),
    hasher: digest,
    saltGenerator: generateSalt,
    kbSigner: await ES256.getSigner({ ...holder, key_ops: ["sign"] }),
    kbSignAlg: ES256.alg,
    kbVerifier: await ES256.getVerifier(publicJwk(holder)),
  });
}

if (import.meta.main) {
  for (const row of await benchSdJwtPeer()) console.log(formatPeer(row));
}
