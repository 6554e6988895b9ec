import type { Signer } from "@safepassage/core";
import { errorOf } from "../trust-error.ts";
import { malformed } from "./only-member.ts";

/** One line of a signature base: the name of a component, and its value in this request. */
export type ComponentLine = readonly [name: string, value: string];

/** The part of a request that a signature covers. */
export interface RequestHead {
  readonly method: string;
  /**
   * The absolute address that the request is for. A receiver gives its own, as the registry lists it: what the request
   * names, such as in `Host`, is the sender's word or a proxy's.
   */
  readonly target: string;
  readonly headers: Pick<Headers, "get">;
}

/**
 * Makes the text that is signed.
 *
 * @param params - The list of components with its parameters, as it stands in `Signature-Input`.
 * @see RFC 9421, Section 2.5
 */
export function signatureBase(lines: readonly ComponentLine[], params: string): string {
  const all: readonly ComponentLine[] = [...lines, ["@signature-params", params]];
  return all.map(([name, value]) => `"${name}": ${value}`).join("\n");
}

/** Names of the components that the signature of a request has to cover, no more and no fewer. */
export function componentsOf({ method }: Pick<RequestHead, "method">): readonly string[] {
  return method === "GET" ? BARE : WITH_CONTENT;
}

/** Finds the values of components. @throws {@link TrustError} `TRUST_REQUEST_SIGNATURE_*`. */
export function linesOf(request: RequestHead, names: readonly string[]): readonly ComponentLine[] {
  return names.map((name) => [name, valueIn(request, name)]);
}

function valueIn({ method, target, headers }: RequestHead, name: string): string {
  if (name === "@method") return method;
  if (name === "@target-uri") return new URL(target).href;
  const value = headers.get(name);
  if (value === null) throw coverageWrong("a header that is covered is not there");
  // A line end could pass for the next component; in any other encoding the octets would be ambiguous.
  if (!PRINTABLE.test(value))
    throw malformed("a header that is covered is not 1 to 256 characters");
  return value;
}

/** Names of the algorithms in RFC 9421, Section 6.2.2, by their names in a JWK. */
export const ALGORITHMS: ReadonlyMap<Signer["alg"], string> = new Map([
  ["Ed25519", "ed25519"],
  ["ES256", "ecdsa-p256-sha256"],
]);

export const coverageWrong = errorOf("TRUST_REQUEST_COVERAGE_WRONG");

const BARE: readonly string[] = ["@method", "@target-uri"];
const WITH_CONTENT: readonly string[] = [
  ...BARE,
  "content-digest",
  "content-type",
  "content-length",
];
const PRINTABLE = /^[\x20-\x7e]{1,256}$/;
