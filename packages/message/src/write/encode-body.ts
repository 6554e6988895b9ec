import { canonicalJson } from "@safepassage/core";
import { type Claims, type ClaimValue, disclosable } from "@safepassage/disclosure";
import { type Body, findField, type Group, inOneOrder, type Leaf } from "@safepassage/schema";
import {
  GROUP_HEADER,
  hasIdleGroup,
  isGroupId,
  isPaddingName,
  NO_RESTRICTION,
  PADDING_VALUE,
  paddedCount,
  paddingName,
} from "../form/body-layout.ts";
import { draftInvalid } from "../message-error.ts";

/**
 * Turns the body of a draft into claims of which each group and each leaf is a disclosure.
 *
 * Nothing is written twice: a nature that a leaf shares with its group stands in the group only,
 * the restriction `none` is left out, and lists are in their one order.
 *
 * A field of the catalogue that may have several values is one disclosure holding an array, each
 * element a disclosure of its own; any other field is one disclosure. Members are sorted, and
 * values too, except in a field where their order counts.
 */
export function encodeBody(body: Body): Claims {
  const claims: Record<string, ClaimValue> = {};
  const groups = Object.entries(body);
  for (const [gid, group] of groups) {
    if (!isGroupId(gid)) throw draftInvalid("a group id is not 128 bits of base64url");
    claims[gid] = disclosable(encodeGroup(group));
  }
  if (hasIdleGroup(body)) throw draftInvalid("a group holds no value, and joins no others");
  addPadding(claims, groups.length);
  return sortMembers(claims);
}

function encodeGroup({ kind, links, meta, ledCategory, ageClass, leaves }: Group): Claims {
  const claims: Record<string, ClaimValue> = { kind, links: inOneOrder(links) };
  if (meta !== undefined) {
    const { restriction = NO_RESTRICTION, ...others } = meta;
    claims["meta"] = restriction === NO_RESTRICTION ? others : { ...others, restriction };
  }
  if (ledCategory !== undefined) claims["ledCategory"] = ledCategory;
  if (ageClass !== undefined) claims["ageClass"] = ageClass;

  const values = Map.groupBy(
    leaves.map(({ f, v, nature }) =>
      nature === undefined || nature === meta?.nature ? { f, v } : { f, v, nature },
    ),
    (leaf) => leaf.f,
  );
  for (const [field, sameField] of values) {
    if (RESERVED.has(field) || isPaddingName(field)) {
      throw draftInvalid("a leaf has the name of a header member");
    }
    claims[field] = disclosable(encodeField(field, sameField));
  }
  addPadding(claims, values.size);
  return sortMembers(claims);
}

function encodeField(id: string, leaves: readonly Leaf[]): ClaimValue {
  const field = findField(id);
  // A field that the catalogue lacks is encoded as one value. Policy never lets one pass; if a
  // sender skips policy, the recipient's rule R53 refuses it.
  const many = field !== undefined && field.card.max > 1;
  if (many && field.ordered === true) return leaves.map((leaf) => disclosable(encodeValue(leaf)));
  if (many) return encodeValues(leaves);
  const [leaf] = leaves;
  if (leaf === undefined || leaves.length > 1) {
    throw draftInvalid(`${id} has ${leaves.length} values, at most 1`);
  }
  return encodeValue(leaf);
}

/** Sorts values by their canonical form: they are a set, and any other order could carry bits. */
function encodeValues(leaves: readonly Leaf[]): ClaimValue {
  const byText = new Map(
    leaves.map((leaf) => {
      const value = encodeValue(leaf);
      return [canonicalJson(value), value];
    }),
  );
  if (byText.size !== leaves.length) throw draftInvalid("a field has the same value twice");
  return [...byText].sort(byKey).map(([, value]) => disclosable(value));
}

function encodeValue({ v, nature }: Leaf): ClaimValue {
  const value = inOneOrder(v);
  return nature === undefined ? value : { v: value, nature };
}

function addPadding(claims: Record<string, ClaimValue>, count: number): void {
  const total = paddedCount(count);
  if (total === undefined) throw draftInvalid(`${count} disclosures at one level, at most 64`);
  for (let index = 0; index < total - count; index++) {
    claims[paddingName(index)] = disclosable(PADDING_VALUE);
  }
}

/** Disclosures follow the order of the claims. */
function sortMembers(claims: Readonly<Record<string, ClaimValue>>): Claims {
  return Object.fromEntries(Object.entries(claims).sort(byKey));
}

/** By UTF-16 code units. */
function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `__proto__` too, which would vanish as a member of claims. */
const RESERVED: ReadonlySet<string> = new Set([...GROUP_HEADER, "__proto__"]);
