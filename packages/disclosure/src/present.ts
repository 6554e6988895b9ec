import {
  type Clock,
  type Signer,
  sha256Base64url,
  signCompactJws,
  toNumericDate,
} from "@safepassage/core";
import { type ConvertSdJwtOptions, convertSdJwt } from "./convert.ts";
import { DisclosureError } from "./disclosure-error.ts";
import { joinCompact } from "./issue.ts";
import type { ParsedSdJwt } from "./read.ts";
import {
  type ClaimPath,
  pathsOf,
  type ResolvedDisclosure,
  type Revealed,
  reveal,
} from "./reveal.ts";

/** What to disclose: a function that decides for each disclosure, or JSON Pointers (RFC 6901). */
export type Selection =
  | ((path: ClaimPath, disclosure: ResolvedDisclosure) => boolean)
  | readonly string[];

/** What the holder needs to prove possession of the bound key. */
export interface HolderBinding {
  readonly signer: Signer;
  /** The verifier for whom the presentation is made. */
  readonly audience: string;
  /** The verifier's nonce, used once. */
  readonly nonce: string;
  readonly clock: Clock;
}

/**
 * Creates a presentation that discloses a selection of an SD-JWT.
 *
 * Disclosing an inner value also discloses the values that contain it; disclosing an outer value does not
 * disclose inner ones. Digests and decoys stay in the signed payload. An existing key binding JWT is
 * dropped.
 *
 * @param select - Paths and indices refer to `reveal(parsed)`.
 * @param options - The form to write; default compact. In every form the key binding covers the first
 *   signature.
 * @throws {@link DisclosureError} `DISCLOSURE_SELECTION_UNKNOWN`, or as {@link reveal} and
 *   {@link convertSdJwt} do.
 * @see RFC 9901, Sections 7.2 and 8.1
 */
export function presentSdJwt(
  parsed: ParsedSdJwt,
  select: Selection,
  keyBinding?: HolderBinding,
  options: ConvertSdJwtOptions = { form: "compact" },
): string {
  const chosen = choose(reveal(parsed), select);
  const disclosures = new Map([...parsed.disclosures].filter(([digest]) => chosen.has(digest)));
  const texts = [...disclosures.values()].map(({ text }) => text);
  const presented = joinCompact(parsed.jwt, texts);
  const bound = keyBinding === undefined ? undefined : bind(presented, keyBinding);
  return convertSdJwt({ ...parsed, disclosures, presented, keyBinding: bound }, options);
}

/** Writes a path as a JSON Pointer (RFC 6901). */
export function toPointer(path: ClaimPath): string {
  return path
    .map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

function choose(revealed: Revealed, select: Selection): Set<string> {
  const paths = pathsOf(revealed);
  const accepts = typeof select === "function" ? select : acceptPointers(paths, select);
  const chosen = new Set<string>();
  // From the inside out: the disclosures inside another are decided before it.
  for (const [digest, place] of [...revealed.resolved].reverse()) {
    if (accepts(paths.get(digest) ?? [], place) || chosen.has(digest)) {
      chosen.add(digest);
      if (place.parent !== undefined) chosen.add(place.parent);
    }
  }
  return chosen;
}

function acceptPointers(
  paths: ReadonlyMap<string, ClaimPath>,
  pointers: readonly string[],
): (path: ClaimPath) => boolean {
  const known = new Set([...paths.values()].map(toPointer));
  for (const pointer of pointers) {
    if (!known.has(pointer)) {
      throw new DisclosureError("DISCLOSURE_SELECTION_UNKNOWN", "no disclosure has this path");
    }
  }
  const wanted = new Set(pointers);
  return (path) => wanted.has(toPointer(path));
}

function bind(presented: string, { signer, audience, nonce, clock }: HolderBinding) {
  const payload = {
    iat: toNumericDate(clock.now()),
    aud: audience,
    nonce,
    sd_hash: sha256Base64url(presented),
  };
  return { text: signCompactJws(signer, { typ: "kb+jwt" }, JSON.stringify(payload)) };
}
