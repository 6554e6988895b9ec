import { type Body, CODE_LISTS, type FieldEntry, findField } from "@safepassage/schema";
import { ENGLISH_WORDING } from "@safepassage/validator";
import type { Value } from "./model.ts";

type Group = Body[string];
type FieldType = FieldEntry["type"];

/**
 * Says what a group has under a field, as a caseworker would: "Telephone number: +15550100123". What only machines read
 * is named without its value.
 */
export function sayField(group: Group, field: string): string {
  if (field === "identity.names") return `Name: ${sayName(group)}`;
  if (field === "subject.ledCategory") return inWords(group.ledCategory ?? "");
  if (field === "subject.ageClass") return inWords(group.ageClass ?? "");
  return sayValues(group.leaves.filter(({ f }) => f === field));
}

/** Says values of one field, after its name. */
export function sayValues(values: readonly Value[]): string {
  const [{ f } = { f: "" }] = values;
  const type = findField(f)?.type;
  const said = type === undefined ? [] : values.map(({ v }) => sayValue(type, v)).filter(Boolean);
  const label = ENGLISH_WORDING.field(f);
  return said.length === 0 ? label : `${label}: ${said.join(", ")}`;
}

function sayName({ leaves }: Group): string {
  const parts = leaves
    .filter(({ f }) => f === "identity.names")
    .map(({ v }) => v as unknown as { readonly part: string; readonly latin: string });
  const places = ["forename", "surname"];
  const inOrder = parts.toSorted((a, b) => places.indexOf(a.part) - places.indexOf(b.part));
  return inOrder.map(({ latin }) => latin).join(" ");
}

function sayValue(type: FieldType, value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => sayValue(type, one)).join(", ");
  switch (type.t) {
    case "opaque":
    case "bytes":
    case "digest":
      return "";
    case "enum":
    case "band":
      return sayCode(type.list, String(value));
    case "bool":
      return value === true ? "yes" : "no";
    case "agency":
      return String(value).replace(/^https:\/\/([\w-]+)\.test$/, "$1");
    case "instant":
      return String(value).replace(/T00:00:00Z$|T23:59:59Z$/, "");
    case "record": {
      const members = value as Readonly<Record<string, unknown>>;
      const said = type.members.map(({ id, type: of }) =>
        members[id] === undefined ? "" : sayValue(of, members[id]),
      );
      return said.filter(Boolean).join(" ");
    }
    case "choice": {
      const { kind, value: inner } = value as { readonly kind: string; readonly value: unknown };
      const of = type.of[kind];
      return of === undefined ? "" : sayValue(of, inner);
    }
    default:
      return String(value);
  }
}

function sayCode(list: string, code: string): string {
  return CODE_LISTS[list]?.codes.find((entry) => entry.code === code)?.label ?? inWords(code);
}

/** `personHerself` as "person herself"; a code in capitals stays. */
function inWords(code: string): string {
  if (!/^[a-z][A-Za-z]*$/.test(code)) return code;
  return code.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
