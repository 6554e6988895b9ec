import {
  EXCHANGE_TYPES,
  FIELDS,
  type FieldSet,
  findField,
  findPurpose,
  KINDS,
} from "@safepassage/schema";
import { atClaim, atGroup } from "../hits.ts";
import type { MessageView } from "../message-view.ts";
import { definePart, type Hit, type Rule } from "../rule.ts";

/** Everything that the purpose or the type asks for is there. */
export const r65: Rule = {
  id: "R65",
  codes: ["R65_CLAIM_MISSING", "R65_FIELD_MISSING"],
  parts: [
    definePart({
      part: "a",
      needs: [],
      evaluate: ({ presentClaims }) =>
        REQUIRED_CLAIMS.filter((id) => !presentClaims.has(id)).map((id) =>
          atClaim("R65_CLAIM_MISSING", id),
        ),
    }),
    definePart({
      part: "b",
      needs: ["env.purpose", "env.messageType"],
      evaluate(view) {
        const sets = setsFor(view.claims["env.purpose"], view.claims["env.messageType"]);
        return [...missingOfSets(sets, view), ...missingOfKinds(view)];
      },
    }),
  ],
};

/** What the purpose asks of a message of this type, and what the type asks of any. */
/** No sound message names a purpose or type that the catalogue does not have: the list is short. */
function setsFor(purposeId: string, type: string): readonly FieldSet[] {
  let ofPurpose = setsByPurpose.get(purposeId);
  if (ofPurpose === undefined) {
    ofPurpose = new Map();
    setsByPurpose.set(purposeId, ofPurpose);
  }
  let sets = ofPurpose.get(type);
  if (sets === undefined) {
    sets = findSets(purposeId, type);
    ofPurpose.set(type, sets);
  }
  return sets;
}

const setsByPurpose = new Map<string, Map<string, readonly FieldSet[]>>();

function findSets(purposeId: string, type: string): readonly FieldSet[] {
  const purpose = findPurpose(purposeId);
  const exchange = Object.hasOwn(EXCHANGE_TYPES, type) ? EXCHANGE_TYPES[type] : undefined;
  const opens = purpose?.opens.messageTypes.includes(type) ?? false;
  const own = purpose?.perType[type] ?? (opens ? { required: purpose?.required ?? [] } : undefined);
  return [own, exchange].filter((set) => set !== undefined);
}

function missingOfSets(sets: readonly FieldSet[], { groups, leaves }: MessageView): Hit[] {
  const isPresent = (field: string) => groups.some(({ presentFields }) => presentFields.has(field));
  const stated = (field: string) => leaves.find((leaf) => leaf.field.id === field)?.value;
  const wanted = sets.flatMap(({ required = [], requiredWhen = [] }) => [
    ...required,
    ...requiredWhen
      .filter(({ absent, value }) => {
        if (absent !== undefined && !isPresent(absent)) return true;
        if (value === undefined) return false;
        const found = stated(value[0]);
        return typeof found === "string" && value[1].includes(found);
      })
      .flatMap(({ fields }) => fields),
  ]);
  return wanted
    .filter((field) => !isPresent(field))
    .map((field) => ({
      code: "R65_FIELD_MISSING",
      pointer: "/body",
      field,
      ...groupOf(field),
    }));
}

/** Fields without which a group of their kind says nothing. */
function missingOfKinds({ groups }: MessageView): Hit[] {
  return groups.flatMap((group) =>
    (REQUIRED_BY_KIND.get(group.kind) ?? [])
      .filter((id) => !group.presentFields.has(id))
      .map((id) => atGroup("R65_FIELD_MISSING", group, id, id)),
  );
}

function groupOf(field: string): { groupKind?: string } {
  const kind = findField(field)?.group;
  return kind === undefined ? {} : { groupKind: kind };
}

/** A draft has none yet; a message that was opened has both, or check E09 would have failed. */
const MADE_BY_SIGNING: ReadonlySet<string> = new Set(["env.digest.private", "env.digest.body"]);

const REQUIRED_BY_KIND: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(KINDS).map(([kind, { fields }]) => [
    kind,
    fields.filter((id) => (findField(id)?.card.min ?? 0) > 0),
  ]),
);

// Lists too, which may be empty but not absent: a missing provenance would be read as none.
const REQUIRED_CLAIMS: readonly string[] = FIELDS.filter(
  ({ id, place, card }) =>
    (place === "clear" || place === "private") &&
    (card.min > 0 || card.max !== 1) &&
    !MADE_BY_SIGNING.has(id),
).map(({ id }) => id);
