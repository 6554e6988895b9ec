import { concatBytes, decodeBase64url, encodeBase64url, encodeUtf8 } from "@safepassage/core";
import type { VerificationJwk, VerifierSource } from "@safepassage/trust/web";
import { CheckError } from "./check-error.ts";

/**
 * Does work that checks signatures, with the browser's own cryptography.
 *
 * The work checks at once, and WebCrypto answers later. So the work is done again until each signature that it asks about has been
 * answered: an answer that is not there yet counts as good, so that the work goes on and asks for more, and what it then
 * gives is thrown away. Only what rests on answers of WebCrypto alone is returned. Most work is done twice.
 *
 * @param work - The same each time for the same answers. It may throw: the error of the last time is thrown.
 * @throws CheckError `CHECK_NO_CRYPTO` where the browser cannot check signatures, as on a page without HTTPS.
 * @see docs/adr/0013-browsers-verify-with-verifiers-passed-in.md
 */
export async function withSignatures<T>(
  work: (createVerifier: VerifierSource["createVerifier"]) => T,
  subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle,
): Promise<T> {
  const answers = new Map<string, boolean>();
  for (let time = 0; time < MOST_TIMES; time++) {
    const asked = new Map<string, Asked>();
    const outcome = doOnce(work, answers, asked);
    if (asked.size === 0) {
      if ("error" in outcome) throw outcome.error;
      return outcome.value;
    }
    if (subtle === undefined) throw new CheckError("CHECK_NO_CRYPTO");
    for (const [name, one] of asked) answers.set(name, await isSigned(subtle, one));
  }
  throw new RangeError("the work asks about new signatures each time");
}

/** A signature that the work asks about. */
interface Asked {
  readonly jwk: VerificationJwk;
  readonly signingInput: string;
  readonly signature: Uint8Array;
}

function doOnce<T>(
  work: (createVerifier: VerifierSource["createVerifier"]) => T,
  answers: ReadonlyMap<string, boolean>,
  asked: Map<string, Asked>,
): { readonly value: T } | { readonly error: unknown } {
  const createVerifier: VerifierSource["createVerifier"] = (jwk) => ({
    alg: jwk.alg,
    verify(signingInput, signature) {
      // The thumbprint names the key: it was compared when the key was read.
      const name = `${jwk.kid} ${encodeBase64url(signature)} ${signingInput}`;
      const answer = answers.get(name);
      if (answer === undefined) asked.set(name, { jwk, signingInput, signature });
      return answer ?? true;
    },
  });
  try {
    return { value: work(createVerifier) };
  } catch (error) {
    return { error };
  }
}

/** A key or a signature that is none verifies nothing. An algorithm that the browser lacks is another matter. */
async function isSigned(
  subtle: SubtleCrypto,
  { jwk, signingInput, signature }: Asked,
): Promise<boolean> {
  const { algorithm, use, raw } = parametersOf(jwk);
  try {
    const key = await subtle.importKey("raw", owned(raw), algorithm, false, ["verify"]);
    return await subtle.verify(use, key, owned(signature), owned(encodeUtf8(signingInput)));
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotSupportedError") {
      throw new CheckError("CHECK_NO_CRYPTO", { cause: error });
    }
    return false;
  }
}

function parametersOf(jwk: VerificationJwk) {
  const x = decodeBase64url(jwk.x);
  if (jwk.alg === "Ed25519") return { algorithm: ED25519, use: ED25519, raw: x };
  // An uncompressed point (SEC 1, section 2.3.3).
  const raw = concatBytes(Uint8Array.of(4), x, decodeBase64url(jwk.y));
  return { algorithm: P256, use: { name: "ECDSA", hash: "SHA-256" }, raw };
}

/** WebCrypto takes no octets that another thread could change. */
const owned = (octets: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(octets);

const ED25519 = { name: "Ed25519" };
const P256 = { name: "ECDSA", namedCurve: "P-256" };
/** Each time answers all that was asked, and a wrong answer leads to a few more: a message needs two or three. */
const MOST_TIMES = 64;
