import { isJsonObject, type JsonObject } from "@safepassage/core";
import { FIELDS, findField } from "../catalogue/catalogue.ts";
import type { FieldEntry, FieldMember, FieldType } from "../catalogue/types.ts";

/** An agency that a message names, and where. */
export interface NamedAgency {
  /** Entity id. */
  readonly entity: string;
  /** Field that names it. */
  readonly field: string;
  /** Group that names it; `undefined` for a claim. */
  readonly gid: string | undefined;
}

/**
 * Every agency that a message names. They are found by the types of the catalogue, so a field that is
 * added later is covered too.
 *
 * @param message - Not trusted: what does not look like a message names nobody.
 */
export function namedAgencies(message: unknown): readonly NamedAgency[] {
  if (!isJsonObject(message)) return [];
  const named: NamedAgency[] = [];
  for (const part of [message["clear"], message["private"]]) {
    if (!isJsonObject(part)) continue;
    for (const field of CLAIMS) collect(named, undefined, field, part[field]);
  }
  const body = isJsonObject(message["body"]) ? message["body"] : {};
  for (const [gid, group] of Object.entries(body)) {
    if (isJsonObject(group)) collectInGroup(named, gid, group);
  }
  return named;
}

function collectInGroup(named: NamedAgency[], gid: string, { meta, leaves }: JsonObject): void {
  const header = isJsonObject(meta) ? meta : {};
  for (const field of META) collect(named, gid, field, header[field.slice("meta.".length)]);
  const all = Array.isArray(leaves) ? leaves.filter(isJsonObject) : [];
  // Each field once: an unsound group may have thousands of targets and of values.
  const targets = new Set(all.map(({ v }) => targetField(v)).filter((id) => FINDERS.has(id)));
  for (const { f, v } of all) {
    if (typeof f !== "string") continue;
    collect(named, gid, f, v);
    // A corrected value has the type of the field that a target names.
    if (findField(f)?.type.t === "sameAs") {
      for (const target of targets) collect(named, gid, f, v, target);
    }
  }
}

/** Collects the agencies in a value of one field, or of one that has the type of another. */
function collect(
  named: NamedAgency[],
  gid: string | undefined,
  field: string,
  value: unknown,
  typed = field,
): void {
  const find = FINDERS.get(typed);
  if (find === undefined) return;
  const values = Array.isArray(value) ? value : [value];
  for (const one of values) find(one, (entity) => named.push({ entity, field, gid }));
}

function targetField(target: unknown): string {
  const path = isJsonObject(target) ? target["path"] : undefined;
  return typeof path === "string" ? path.slice(path.indexOf("/") + 1) : "";
}

/** Calls `tell` for each agency within a value. */
type Find = (value: unknown, tell: (entity: string) => void) => void;

/** `undefined` for a type whose values name no agency. */
function finderOf(type: FieldType): Find | undefined {
  switch (type.t) {
    case "agency":
      return (value, tell) => {
        if (typeof value === "string") tell(value);
      };
    case "record":
    case "personName":
      return finderOfMembers(type.members);
    case "choice": {
      const members = Object.entries(type.of).map(([id, of]) => ({ id, find: finderOf(of) }));
      if (members.every(({ find }) => find === undefined)) return undefined;
      return (value, tell) => {
        if (!isJsonObject(value)) return;
        members.find(({ id }) => id === value["kind"])?.find?.(value["value"], tell);
      };
    }
    default:
      return undefined;
  }
}

function finderOfMembers(members: readonly FieldMember[]): Find | undefined {
  const finders = members.flatMap(({ id, type }) => {
    const find = finderOf(type);
    return find === undefined ? [] : [{ id, find }];
  });
  if (finders.length === 0) return undefined;
  return (value, tell) => {
    if (!isJsonObject(value)) return;
    for (const { id, find } of finders) {
      const member = value[id];
      for (const one of Array.isArray(member) ? member : [member]) find(one, tell);
    }
  };
}

const isClaim = (field: FieldEntry | undefined): boolean =>
  field?.place === "clear" || field?.place === "private";

/** By field. Fields that cannot name an agency are left out. */
const FINDERS: ReadonlyMap<string, Find> = new Map(
  FIELDS.flatMap(({ id, type }) => {
    const find = finderOf(type);
    return find === undefined ? [] : [[id, find] as const];
  }),
);

const CLAIMS: readonly string[] = [...FINDERS.keys()].filter((id) => isClaim(findField(id)));
const META: readonly string[] = [...FINDERS.keys()].filter((id) => id.startsWith("meta."));
