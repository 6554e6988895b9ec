import { canonicalJson, sha256Base64url } from "@safepassage/core";
import {
  type Authorisation,
  type AuthorisationTerms,
  type Draft,
  type Group,
  type Provenance,
  scopeCovers,
} from "@safepassage/schema";

/** What the content of an authorisation is computed over. */
export interface AuthorisedContent {
  /** Group ids, or commitments of the provenance. */
  readonly binds: readonly string[];
  readonly leaves: readonly ContentLeaf[];
}

interface ContentLeaf {
  readonly f: string;
  readonly v: unknown;
}

type Terms = Pick<AuthorisationTerms, "kind" | "scope" | "recipient">;
type Message = Pick<Draft, "private" | "body">;

/** Returns the canonical form (RFC 8785) of a leaf, as `{f, v}`. */
type WriteLeaf = (leaf: ContentLeaf) => string;

const writeLeaf: WriteLeaf = ({ f, v }) => canonicalJson({ f, v });

/**
 * Writes each leaf once, however many digests are over it. Who signs a token chooses neither the orders of a message nor the
 * size of its values: written for each token and order, a message of one megabyte would take seconds.
 */
export function createLeafWriter(): WriteLeaf {
  const known = new Map<ContentLeaf, string>();
  return (leaf) => {
    const text = known.get(leaf) ?? writeLeaf(leaf);
    known.set(leaf, text);
    return text;
  };
}

/**
 * SHA-256 over the nonce and the leaves, each as `{f, v}` and sorted by their canonical form
 * (RFC 8785), base64url.
 * @param write - Gives the canonical form of a leaf.
 * @see `docs/spec/authorisations.md#content`
 */
export function contentDigest(
  nonce: string,
  leaves: readonly ContentLeaf[],
  write = writeLeaf,
): string {
  // The canonical form of both, made of those of its parts.
  const sorted = leaves.map(write).sort();
  return sha256Base64url(`{"leaves":[${sorted.join(",")}],"nonce":${canonicalJson(nonce)}}`);
}

/**
 * Lists each part of a message that an authorisation of these terms can be about: an order with
 * what its scope covers, a search, a child, what one source or one State gave.
 */
export function contentsOf(
  message: Message,
  terms: Terms,
  issuer: Authorisation["issuer"],
): readonly AuthorisedContent[] {
  switch (terms.kind) {
    case "judicialOrder":
      return orders(message, terms.scope ?? []);
    case "biometricSearch":
      return groupsOf(message, isOfSearch).map(([gid, { leaves }]) => ({
        binds: [gid],
        leaves: leaves.filter(({ f }) => !FOUND.includes(f)),
      }));
    case "childProtectionDecision":
      return groupsOf(message, (group) => holds(group, "subject.pseudonym")).map(
        ([gid, group]) => ({
          binds: [gid],
          leaves: group.leaves.filter(({ f }) => f === "subject.pseudonym"),
        }),
      );
    default:
      return sources(message, terms, issuer);
  }
}

/** Each order with everything it says, and what its scope covers in groups of other kinds. */
function orders(message: Message, scope: readonly string[]): readonly AuthorisedContent[] {
  const covered = groupsOf(message, ({ kind }) => kind !== "evidence").flatMap(([gid, group]) => {
    const leaves = group.leaves.filter(({ f }) => scopeCovers(scope, f));
    return leaves.length === 0 ? [] : [{ gid, leaves }];
  });
  const others = covered.flatMap(({ leaves }) => leaves);
  const gids = covered.map(({ gid }) => gid);
  const found = groupsOf(message, ({ kind }) => kind === "evidence").map(([gid, group]) => ({
    binds: [gid, ...gids],
    leaves: [...group.leaves, ...others],
  }));
  if (found.length > 0) return found;
  // Outside of evidence, the order is whatever its scope covers.
  return others.length === 0 ? [] : [{ binds: gids, leaves: others }];
}

/**
 * Each source of the issuer, and all of them together; for a State's consent, the sources of that
 * State.
 */
function sources(
  message: Message,
  { kind, recipient }: Terms,
  { country, regime }: Authorisation["issuer"],
): readonly AuthorisedContent[] {
  const own = (message.private["private.provenance"] ?? []).filter(
    (source: Provenance) =>
      source.originState === country &&
      (kind === "priorTransferAuthorisation" || source.originRegime === regime),
  );
  const to = { f: "env.recipient.agencyId", v: recipient };
  const contentOf = (list: readonly Provenance[]): AuthorisedContent => ({
    binds: list.map(({ commitment }) => commitment),
    leaves: [to, ...list.map(({ commitment }) => ({ f: "private.provenance", v: commitment }))],
  });
  const each = own.map((source) => contentOf([source]));
  return own.length > 1 ? [...each, contentOf(own)] : each;
}

function groupsOf({ body }: Message, is: (group: Group) => boolean): readonly [string, Group][] {
  return Object.entries(body).filter(([, group]) => is(group));
}

const holds = (group: Group, field: string): boolean => group.leaves.some(({ f }) => f === field);

/** Whether a group asks for a biometric search, or brings the result of one. */
const isOfSearch = (group: Group): boolean =>
  ["match.searchKind", ...FOUND].some((field) => holds(group, field));

/** What a search found. Who authorises it decides before that. */
const FOUND: readonly string[] = ["match.result", "match.strength"];
