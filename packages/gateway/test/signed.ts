import { encodeUtf8, type Signer } from "@safepassage/core";
import { signRequest } from "@safepassage/trust";
import { entityOf, type Federation, type Name } from "./federation.ts";
import { NOW } from "./world.ts";

/** The address of NGO-C in the registry. A server behind a proxy listens elsewhere. */
export const ADDRESS_OF_C = "http://127.0.0.1:9001";

/** How a request to NGO-C is signed, where that differs from NGO-B's right way. */
export interface Signing {
  readonly as?: Name;
  /** Another signer than that of the agency. */
  readonly signer?: Signer;
  readonly method?: "GET" | "POST";
  readonly target?: string;
  readonly type?: string;
  readonly now?: string;
  /** What is signed in place of what is sent. */
  readonly signed?: string;
}

/** Headers of a post of a package to NGO-C, signed. */
export function signedHeaders(
  federation: Federation,
  body: string | Uint8Array,
  signing: Signing = {},
): Readonly<Record<string, string>> {
  const { as = "NGO-B", method = "POST", target = `${ADDRESS_OF_C}/inbox` } = signing;
  const { type = "application/jose", now = NOW, signed = body } = signing;
  const octets = typeof signed === "string" ? encodeUtf8(signed) : signed;
  const request =
    method === "GET" ? { method, target } : { method, target, content: { type, octets } };
  const { signer = federation.signers[as] } = signing;
  const headers = signRequest(request, { entity: entityOf(as), signer, now: new Date(now) });
  // What is sent keeps its own type and length, whatever is signed.
  return { "content-type": "application/jose", ...headers, ...(signing.signed && lengthOf(body)) };
}

function lengthOf(body: string | Uint8Array): { readonly "content-length": string } {
  const octets = typeof body === "string" ? encodeUtf8(body) : body;
  return { "content-length": String(octets.length) };
}
