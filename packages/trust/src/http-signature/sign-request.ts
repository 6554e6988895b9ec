import { type Signer, toNumericDate } from "@safepassage/core";
import { serializeDictionary, serializeInnerList } from "structured-headers";
import { encodeContentDigest } from "./content-digest.ts";
import { LABEL } from "./only-member.ts";
import { ALGORITHMS, componentsOf, linesOf, signatureBase } from "./signature-base.ts";

/** A request that an agency makes to the gateway of another. */
export type UnsignedRequest = { readonly target: string } & (
  | { readonly method: "GET" }
  | { readonly method: "POST"; readonly content: Content }
);

/** The body of a request. */
export interface Content {
  /** Media type, without parameters. */
  readonly type: string;
  readonly octets: Uint8Array;
}

/** Who signs a request, and when. */
export interface SignRequestOptions {
  /** Entity id of the agency. */
  readonly entity: string;
  /** Signs with a key that the registry lists for it. */
  readonly signer: Signer;
  readonly now: Date;
}

/**
 * Signs a request, under the label `spp`.
 *
 * @returns The headers to send: the signature, and those of the body that it covers.
 * @see `docs/spec/transport.md#signature`; RFC 9421, Section 3.1
 */
export function signRequest(
  request: UnsignedRequest,
  { entity, signer, now }: SignRequestOptions,
): Readonly<Record<string, string>> {
  const { method, target } = request;
  const own = request.method === "GET" ? {} : contentHeaders(request.content);
  const alg = ALGORITHMS.get(signer.alg);
  if (alg === undefined) throw new RangeError(`no request is signed with ${signer.alg}`);
  const names = componentsOf(request);
  const params = new Map<string, string | number>([
    ["created", toNumericDate(now)],
    ["keyid", `${entity}#${signer.kid}`],
    ["alg", alg],
    ["tag", LABEL],
  ]);
  const covered = serializeInnerList([names.map((name) => [name, new Map()]), params]);
  const lines = linesOf({ method, target, headers: new Headers(own) }, names);
  const signature = signer.sign(signatureBase(lines, covered));
  return {
    ...own,
    "signature-input": `${LABEL}=${covered}`,
    signature: serializeDictionary({ [LABEL]: Uint8Array.from(signature) }),
  };
}

function contentHeaders({ type, octets }: Content): Record<string, string> {
  return {
    "content-type": type,
    "content-length": String(octets.length),
    "content-digest": encodeContentDigest(octets),
  };
}
