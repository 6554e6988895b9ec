import { isJsonObject } from "@safepassage/core";
import {
  type AcceptedMember,
  type Accepts,
  acceptsList,
  acceptsObject,
  acceptsSet,
  acceptsText,
  acceptsValue,
} from "./accepts.ts";
import { GROUP_ID, KIND } from "./body.ts";
import { BODY_BOUNDS, FIELDS, findField, KINDS } from "./catalogue/catalogue.ts";
import type { FieldEntry } from "./catalogue/types.ts";
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
    leaves: { accepts: acceptsList(acceptsLeaf(test), 0, BODY_BOUNDS.leaves) },
  });
  return (input) => group(input) && isOrderly(input as Group);
}

function acceptsLeaf(test: boolean): Accepts {
  const nature = acceptsValue("meta.nature", test);
  const known = new Map<string, Accepts>();
  const acceptedBy = (f: string): Accepts | undefined => {
    if (findField(f)?.place !== "leaf") return undefined;
    const accepts = acceptsValue(f, test);
    known.set(f, accepts);
    return accepts;
  };
  // Written out: a message has more leaves than objects of all other kinds together.
  return (leaf) => {
    if (!isJsonObject(leaf)) return false;
    for (const name in leaf) {
      if (name === "f" || name === "v") continue;
      if (name !== "nature" || !nature(leaf["nature"])) return false;
    }
    const { f, v } = leaf;
    if (typeof f !== "string" || v === undefined) return false;
    return (known.get(f) ?? acceptedBy(f))?.(v) === true;
  };
}

/** Leaves belong to the kind of the group, in the number their fields may have. */
function isOrderly({ kind, leaves }: Group): boolean {
  const isKnown = kind in KINDS;
  const counts = new Map<string, number>();
  let field: FieldEntry | undefined;
  let count = 0;
  for (const { f } of leaves) {
    // Values of one field mostly stand together: what is known of it is looked up once.
    if (f !== field?.id) {
      if (field !== undefined) counts.set(field.id, count);
      field = findField(f);
      // Its type is that of another leaf; the schema looks for it.
      if (field === undefined || f === "correction.value") return false;
      if (isKnown && field.group !== kind) return false;
      count = counts.get(f) ?? 0;
    }
    count++;
    if (count > field.card.max) return false;
  }
  return true;
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
