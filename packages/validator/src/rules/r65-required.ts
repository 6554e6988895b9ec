import {
  atClaim,
  atGroup,
  definePart,
  defineParts,
  type GroupView,
  type Hit,
  type MessageView,
} from "@safepassage/rules";
import {
  EXCHANGE_TYPES,
  FIELDS,
  type FieldSet,
  findField,
  KINDS,
  PURPOSES,
  type PurposeEntry,
} from "@safepassage/schema";

/** Everything that the purpose or the message type requires is present. */
export const r65 = defineParts({
  id: "R65",
  codes: ["R65_CLAIM_MISSING", "R65_FIELD_MISSING", "R65_NONE_OF_SEVERAL"],
  parts: [
    definePart({
      needs: [],
      evaluate: ({ issues, presentClaims }) =>
        // A message without issues has all claims.
        issues.length === 0
          ? []
          : REQUIRED_CLAIMS.filter((id) => !presentClaims.has(id)).map((id) =>
              atClaim("R65_CLAIM_MISSING", id),
            ),
    }),
    definePart({
      needs: ["env.purpose", "env.messageType"],
      evaluate(view) {
        const sets = SETS.get(view.claims["env.purpose"])?.get(view.claims["env.messageType"]);
        const hits: Missing[] = [];
        for (const set of sets ?? []) addMissing(set, view, hits);
        const several = SEVERAL.get(view.claims["env.purpose"]);
        if (several?.types.includes(view.claims["env.messageType"]))
          addNoneOf(several.fields, view, hits);
        for (const group of view.groups) {
          addMissingOf(group, REQUIRED_BY_KIND.get(group.kind) ?? [], hits);
        }
        return hits;
      },
    }),
  ],
});

function addMissing(
  { required = [], requiredWhen = [] }: FieldSet,
  view: MessageView,
  hits: Missing[],
): void {
  addAbsent(required, view, hits);
  for (const { fields, absent, value } of requiredWhen) {
    if (absent !== undefined && !isPresent(absent, view)) addAbsent(fields, view, hits);
    if (value === undefined) continue;
    const stating = view.groups.filter((group) => isStatedIn(group, value));
    if (stating.length === 0) continue;
    const own = fields.filter((field) => findField(field)?.group === stating[0]?.kind);
    addAbsent(
      fields.filter((field) => !own.includes(field)),
      view,
      hits,
    );
    // Of two groups that state it, neither is complete by what the other says.
    for (const group of stating) addMissingOf(group, own, hits);
  }
}

function addNoneOf(fields: readonly string[], view: MessageView, hits: Missing[]): void {
  const [first] = fields;
  if (first === undefined || fields.some((field) => isPresent(field, view))) return;
  hits.push(atBody(first, "R65_NONE_OF_SEVERAL"));
}

function addAbsent(fields: readonly string[], view: MessageView, hits: Missing[]): void {
  for (const field of fields) if (!isPresent(field, view)) hits.push(atBody(field));
}

function isPresent(field: string, { groups }: MessageView): boolean {
  for (const { presentFields } of groups) if (presentFields.has(field)) return true;
  return false;
}

function isStatedIn(
  { leaves }: GroupView,
  [field, values]: readonly [string, readonly string[]],
): boolean {
  return leaves.some(
    (leaf) => leaf.field.id === field && values.some((value) => value === leaf.value),
  );
}

function addMissingOf(group: GroupView, fields: readonly string[], hits: Missing[]): void {
  for (const id of fields) {
    if (!group.presentFields.has(id)) hits.push(atGroup("R65_FIELD_MISSING", group, id, id));
  }
}

function atBody(field: string, code: Missing["code"] = "R65_FIELD_MISSING"): Missing {
  const kind = findField(field)?.group;
  const hit = { code, pointer: "/body", field } as const;
  return kind === undefined ? hit : { ...hit, groupKind: kind };
}

/** What the purpose requires of a message of this type, and what the type requires of any message. */
function setsOf(purpose: PurposeEntry, type: string): readonly FieldSet[] {
  const { opens, perType, required, requiredWhen = [] } = purpose;
  const opening = opens.messageTypes.includes(type) ? { required, requiredWhen } : undefined;
  return [perType[type] ?? opening, EXCHANGE_TYPES[type]].filter((set) => set !== undefined);
}

type Missing = Hit<"R65_FIELD_MISSING" | "R65_NONE_OF_SEVERAL">;

/** Claims that a draft does not have yet, and that E09 has checked in an opened message. */
const MADE_BY_SIGNING: ReadonlySet<string> = new Set(["env.digest.private", "env.digest.body"]);

/** Required fields by purpose and type. R66 reports a type that the purpose does not admit. */
const SETS: ReadonlyMap<string, ReadonlyMap<string, readonly FieldSet[]>> = new Map(
  PURPOSES.map((purpose) => {
    const types = [...purpose.opens.messageTypes, ...Object.keys(EXCHANGE_TYPES)];
    return [purpose.id, new Map(types.map((type) => [type, setsOf(purpose, type)]))];
  }),
);

/** Fields of which an opening message needs one, by purpose. */
const SEVERAL: ReadonlyMap<
  string,
  { readonly types: readonly string[]; readonly fields: readonly string[] }
> = new Map(
  PURPOSES.map(({ id, opens, requiredOneOf = [] }) => [
    id,
    { types: opens.messageTypes, fields: requiredOneOf },
  ]),
);

const REQUIRED_BY_KIND: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(KINDS).map(([kind, { fields }]) => [
    kind,
    fields.filter((id) => (findField(id)?.card.min ?? 0) > 0),
  ]),
);

// Includes lists, which may be empty but not absent: a missing provenance would be read as none.
const REQUIRED_CLAIMS: readonly string[] = FIELDS.filter(
  ({ id, place, card }) =>
    (place === "clear" || place === "private") &&
    (card.min > 0 || card.max !== 1) &&
    !MADE_BY_SIGNING.has(id),
).map(({ id }) => id);
