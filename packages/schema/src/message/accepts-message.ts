import { isJsonObject, type Json } from "@safepassage/core";
import { BODY_BOUNDS, FIELDS, findField, KINDS } from "../catalogue/catalogue.ts";
import type { FieldEntry } from "../catalogue/types.ts";
import {
  type AcceptedMember,
  type Accepts,
  acceptsObject,
  acceptsSet,
  acceptsText,
  acceptsValue,
} from "../value/accepts.ts";
import { GROUP_ID, KIND } from "./body.ts";
import { DIGEST_FIELDS } from "./envelope.ts";
import type { Group } from "./message-model.ts";

/** Accepts what `clearSchema` does. */
export const acceptsClear = perMode((test) => acceptsPlace("clear", test));

/** Accepts what `draftClearSchema` does. */
export const acceptsDraftClear = perMode((test) =>
  acceptsPlace("clear", test, ({ id }) => !DIGEST_FIELDS.has(id)),
);

/** Accepts what `privateSchema` does. */
export const acceptsPrivate = perMode((test) => acceptsPlace("private", test));

/** Accepts what `bodySchema` does, but for a correction of a value: that is left to the schema. */
export const acceptsBody = perMode((test) => {
  const group = acceptsGroup(test);
  return (body) => {
    if (!isJsonObject(body)) return false;
    let groups = 0;
    for (const gid in body) {
      groups++;
      if (groups > BODY_BOUNDS.groups || !isGroupId(gid) || !group(body[gid])) return false;
    }
    return true;
  };
});

/** Accepts what the schema of a decoded message does, with the exception of {@link acceptsBody}. */
export const acceptsMessage = perMode((test) => acceptsParts(acceptsClear(test), test));

/** {@link acceptsMessage} for a draft. */
export const acceptsDraft = perMode((test) => acceptsParts(acceptsDraftClear(test), test));

function acceptsParts(clear: Accepts, test: boolean): Accepts {
  return acceptsObject({
    clear: { accepts: clear },
    private: { accepts: acceptsPrivate(test) },
    body: { accepts: acceptsBody(test) },
  });
}

function acceptsPlace(
  place: FieldEntry["place"],
  test: boolean,
  belongs: (field: FieldEntry) => boolean = () => true,
): Accepts {
  const fields = FIELDS.filter((field) => field.place === place && belongs(field));
  const shape = fields.map(({ id, card: { min, max } }): [string, AcceptedMember] => {
    const value = acceptsValue(id, test);
    if (max !== 1) return [id, { accepts: acceptsSet(value, min, max) }];
    return [id, { accepts: value, optional: min === 0 }];
  });
  return acceptsObject(Object.fromEntries(shape));
}

function acceptsGroup(test: boolean): Accepts {
  const value = (id: string, optional = true): AcceptedMember => ({
    accepts: acceptsValue(id, test),
    optional,
  });
  const meta = acceptsObject({
    nature: value("meta.nature", false),
    sourceEval: value("meta.sourceEval", false),
    infoEval: value("meta.infoEval", false),
    asOf: value("meta.asOf", false),
    verified: value("meta.verified", false),
    complete: value("meta.complete", false),
    holderRef: value("meta.holderRef"),
    restriction: value("meta.restriction"),
  });
  const group = acceptsObject({
    kind: { accepts: acceptsText(KIND) },
    links: { accepts: acceptsSet(isGroupId, 0, BODY_BOUNDS.links) },
    meta: { accepts: meta, optional: true },
    ledCategory: value("subject.ledCategory"),
    ageClass: value("subject.ageClass"),
    leaves: { accepts: Array.isArray },
  });
  const leaves = acceptsLeaves(test);
  return (input) => group(input) && leaves(input as Group);
}

/** A field with what accepts its values. */
interface KnownField {
  readonly field: FieldEntry;
  readonly accepts: Accepts;
}

/** Leaves belong to the kind of the group, in the number their fields may have. */
function acceptsLeaves(test: boolean): (group: Group) => boolean {
  const nature = acceptsValue("meta.nature", test);
  const fields = knownFields(test);
  return ({ kind, leaves }) => {
    if (leaves.length > BODY_BOUNDS.leaves) return false;
    const isKnown = Object.hasOwn(KINDS, kind);
    let known: KnownField | undefined;
    let count = 0;
    let isTogether = true;
    const seen: KnownField[] = [];
    for (const leaf of leaves as readonly unknown[]) {
      if (!isLeaf(leaf, nature)) return false;
      // Values of one field mostly stand together: what is known of it is looked up once.
      if (leaf.f !== known?.field.id) {
        const next = fields(leaf.f);
        if (next === undefined || (isKnown && next.field.group !== kind)) return false;
        isTogether &&= !seen.includes(next);
        seen.push(next);
        known = next;
        count = 0;
      }
      count++;
      if (count > known.field.card.max || !known.accepts(leaf.v)) return false;
    }
    return isTogether || areFew(leaves);
  };
}

/** Whether no field has more leaves than values. */
function areFew(leaves: Group["leaves"]): boolean {
  const counts = new Map<string, number>();
  for (const { f } of leaves) {
    const count = (counts.get(f) ?? 0) + 1;
    if (count > (findField(f)?.card.max ?? 0)) return false;
    counts.set(f, count);
  }
  return true;
}

/** Looks up fields of leaves; but not that of a corrected value, whose type is that of another. */
function knownFields(test: boolean): (f: string) => KnownField | undefined {
  const known = new Map<string, KnownField>();
  return (f) => {
    const found = known.get(f);
    if (found !== undefined) return found;
    const field = findField(f);
    if (field?.place !== "leaf" || f === "correction.value") return undefined;
    const made = { field, accepts: acceptsValue(f, test) };
    known.set(f, made);
    return made;
  };
}

/** Written out: a message has more leaves than objects of all other kinds together. */
function isLeaf(leaf: unknown, nature: Accepts): leaf is { readonly f: string; readonly v: Json } {
  if (!isJsonObject(leaf)) return false;
  for (const name in leaf) {
    if (name === "f" || name === "v") continue;
    if (name !== "nature" || !nature(leaf["nature"])) return false;
  }
  return typeof leaf["f"] === "string" && leaf["v"] !== undefined;
}

/** Builds when first asked for, once for tests and once for production. */
function perMode(build: (test: boolean) => Accepts): (test: boolean) => Accepts {
  let testing: Accepts | undefined;
  let production: Accepts | undefined;
  return (test) => {
    if (test) {
      testing ??= build(true);
      return testing;
    }
    production ??= build(false);
    return production;
  };
}

const isGroupId = acceptsText(GROUP_ID);
