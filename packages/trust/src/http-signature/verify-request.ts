import type { InnerList } from "structured-headers";
import type { AgencyRegistry } from "../directory/registry.ts";
import { TrustError } from "../trust-error.ts";
import { readContentDigest } from "./content-digest.ts";
import { LABEL, listIn, malformed, octetsIn, readOnlyMember } from "./only-member.ts";
import {
  ALGORITHMS,
  componentsOf,
  coverageWrong,
  linesOf,
  type RequestHead,
  signatureBase,
} from "./signature-base.ts";

/** What {@link verifyRequest} checks against. */
export interface VerifyRequestOptions {
  readonly registry: AgencyRegistry;
  readonly now: Date;
}

/** A request whose signature is good. */
export interface VerifiedRequest {
  /** Entity id of the agency that signed it. */
  readonly agency: string;
  /** SHA-256 of the body, for `verifyContentDigest`; `undefined` for a request that has none. */
  readonly contentDigest: Uint8Array | undefined;
}

/** Whether a request claims to be signed, well or badly. One that does is never taken as unsigned. */
export function isSigned({ headers }: Pick<RequestHead, "headers">): boolean {
  return headers.get("signature") !== null || headers.get("signature-input") !== null;
}

/**
 * Verifies the signature of a request by its head alone, the cheap checks first: at most one signature is computed.
 *
 * @throws {@link TrustError} `TRUST_REQUEST_*`, and what {@link AgencyRegistry.verifierFor} throws.
 * @see `docs/spec/transport.md#checks`; RFC 9421, Section 3.2
 */
export function verifyRequest(
  request: RequestHead,
  { registry, now }: VerifyRequestOptions,
): VerifiedRequest {
  const { headers } = request;
  const input = headers.get("signature-input");
  const [items, params] = listIn(readOnlyMember(input, LABEL, MAX_INPUT));
  const signature = octetsIn(readOnlyMember(headers.get("signature"), LABEL, MAX_SIGNATURE));
  const { created, agency, kid, alg } = readParams(params);
  const names = namesOf(items);
  requireCoverage(names, componentsOf(request));
  const contentDigest = names.includes("content-digest")
    ? readContentDigest(headers.get("content-digest"))
    : undefined;
  if (!(Math.abs(created * 1000 - now.getTime()) <= WINDOW)) {
    throw new TrustError("TRUST_REQUEST_TIME_WRONG", "the signature is not of these minutes");
  }
  // The caller's clock counts: the signer's own word for the time would revive a retired key.
  const verifier = registry.verifierFor(agency, kid, now);
  // The key determines the algorithm; the request may only repeat it.
  if (ALGORITHMS.get(verifier.alg) !== alg) {
    throw new TrustError("TRUST_REQUEST_ALGORITHM_WRONG", "the key is for another algorithm");
  }
  const covered = (input ?? "").slice(LABEL.length + 1);
  if (!verifier.verify(signatureBase(linesOf(request, names), covered), signature)) {
    throw new TrustError("TRUST_REQUEST_SIGNATURE_INVALID", "the signature does not verify");
  }
  return { agency, contentDigest };
}

/** Reads exactly the four parameters, in any order. */
function readParams(params: InnerList[1]): {
  readonly created: number;
  readonly agency: string;
  readonly kid: string;
  readonly alg: string;
} {
  const [created, keyid, alg, tag] = PARAMS.map((name) => params.get(name));
  const isWhole =
    params.size === PARAMS.length &&
    Number.isInteger(created) &&
    typeof keyid === "string" &&
    typeof alg === "string" &&
    tag === LABEL;
  // No entity id and no thumbprint has this sign.
  const [agency, kid, ...more] = isWhole ? keyid.split("#") : [];
  if (!isWhole || agency === undefined || kid === undefined || more.length > 0) {
    throw malformed("the parameters are not created, keyid, alg and tag");
  }
  return { created: Number(created), agency, kid, alg };
}

/** Names of components without parameters: `req`, `sf`, `bs` and others would change what a name means. */
function namesOf(items: InnerList[0]): readonly string[] {
  return items.map(([name, own]) => {
    if (typeof name !== "string" || own.size > 0)
      throw coverageWrong("a component is no bare name");
    return name;
  });
}

function requireCoverage(names: readonly string[], expected: readonly string[]): void {
  if (names.toSorted().join() !== expected.toSorted().join()) {
    throw coverageWrong("the components are not exactly those that have to be covered");
  }
}

const PARAMS = ["created", "keyid", "alg", "tag"];
/** Milliseconds that a signature may be older or newer than the receiver's clock. */
const WINDOW = 300_000;
/** Twice what is needed, so that a second member is seen as one, and refused for that. */
const MAX_INPUT = 1024;
const MAX_SIGNATURE = 256;
