import {
  type Body,
  CODE_LISTS,
  FIELDS,
  type FieldEntry,
  type FieldType,
  findCode,
  findField,
  type Group,
  type Leaf,
} from "@safepassage/schema";

/**
 * Group ids of the persons that a group concerns: itself, or whom its links reach. A chain of
 * links ends at the first person, so that the link between two persons is not followed.
 *
 * Dangling links and cycles reach nobody.
 */
export function concernedSubjects(body: Body, gid: string): readonly string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const open = [gid];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const group = groupOf(body, next);
    if (group === undefined || seen.has(next)) continue;
    seen.add(next);
    if (group.kind === "subject") found.push(next);
    else open.push(...group.links);
  }
  return found.sort();
}

/**
 * Whether a leaf is of a special category (LED Art 10, GDPR Art 9): its field is, or its value is
 * marked special and concerns a person.
 *
 * @see CJEU C-184/20: data that reveal a special category indirectly count as such.
 */
export function isSpecial(body: Body, gid: string, leaf: Leaf): boolean {
  if (!CAN_BE_SPECIAL.has(leaf.f)) return false;
  const field = findField(leaf.f);
  if (field === undefined) return false;
  if (field.sensitivity === "P4" && !field.flags.includes("inherits")) return true;
  if (!field.flags.includes("valueSpecial")) return false;
  return isMarked(field, leaf.v) && concernedSubjects(body, gid).length > 0;
}

/** A group of the body, or `undefined`: a link may hold the name of an object's own member. */
export function groupOf(body: Body, gid: string): Group | undefined {
  return Object.hasOwn(body, gid) ? body[gid] : undefined;
}

/** Whether a code within a value is marked special in a list of the field. */
function isMarked({ type, codeList }: FieldEntry, value: Leaf["v"]): boolean {
  if (codeList !== null && typeof value === "string") {
    return findCode(codeList, value)?.special === true;
  }
  return listsOf(type, codeList).some((list) =>
    textsOf(value).some((code) => findCode(list, code)?.special === true),
  );
}

function listsOf(type: FieldType, codeList: string | null): string[] {
  if (codeList !== null) return codeList in CODE_LISTS ? [codeList] : [];
  if (!("members" in type)) return [];
  return type.members.flatMap((member) => ("list" in member.type ? [member.type.list] : []));
}

function textsOf(value: Leaf["v"]): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).filter((item) => typeof item === "string");
}

/** Most leaves are of none of these, and nothing more is asked about them. */
const CAN_BE_SPECIAL: ReadonlySet<string> = new Set(
  FIELDS.filter(
    ({ sensitivity, flags }) => sensitivity === "P4" || flags.includes("valueSpecial"),
  ).map(({ id }) => id),
);
