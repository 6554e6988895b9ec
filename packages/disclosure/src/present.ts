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

/** What to disclose: a choice for each disclosure, or JSON pointers (RFC 6901) to them. */
export type Selection =
  | ((path: ClaimPath, disclosure: ResolvedDisclosure) => boolean)
  | readonly string[];

/** How the holder proves possession of the key the SD-JWT is bound to. */
export interface HolderBinding {
  readonly signer: Signer;
  /** Who the presentation is for. */
  readonly audience: string;
  /** Given by the verifier, used once. */
  readonly nonce: string;
  readonly clock: Clock;
}

/**
 * Makes a presentation that discloses some of what an SD-JWT holds.
 *
 * Disclosing an inner value discloses what is around it; an outer value does not disclose the
 * inner ones. Digests and decoys stay in the signed payload. A key binding JWT that was there is
 * dropped.
 *
 * @param select - Paths and indices are those of `reveal(parsed)`.
 * @param options - The form to write; compact where it is left out. The key binding covers the
 *   first signature in every form, as RFC 9901 has it.
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

/** Writes a path as a JSON pointer (RFC 6901). */
export function toPointer(path: ClaimPath): string {
  return path
    .map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}

function choose(revealed: Revealed, select: Selection): Set<string> {
  const paths = pathsOf(revealed);
  const accepts = typeof select === "function" ? select : acceptPointers(paths, select);
  const chosen = new Set<string>();
  // From the inside out: when a disclosure is looked at, all that it holds have been.
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

function bind(
  presented: string,
  { signer, audience, nonce, clock }: HolderBinding,
): { readonly text: string } {
  const payload = {
    iat: toNumericDate(clock.now()),
    aud: audience,
    nonce,
    sd_hash: sha256Base64url(presented),
  };
  return { text: signCompactJws(signer, { typ: "kb+jwt" }, JSON.stringify(payload)) };
}
