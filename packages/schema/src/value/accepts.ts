import { canonicalJson, isJsonObject } from "@safepassage/core";
import { findField, rankOf } from "../catalogue/catalogue.ts";
import { codeFinder } from "../catalogue/standard-codes.ts";
import type { FieldMember, FieldType } from "../catalogue/types.ts";
import { findNameIssue, type NameForms } from "./person-name.ts";
import { findJsonIssue } from "./plain-json.ts";
import { findTextIssue, type TextFinder, textFinder } from "./text-schema.ts";

/**
 * Whether a value satisfies its type, and nothing about what is wrong if it does not.
 *
 * Nearly all messages are well-formed. Learning just that takes a tenth of the time that a schema
 * of zod needs, so it comes first; what is not accepted here is put to the schema, whose word is
 * final. So a mistake could only do harm by accepting too much, and a test holds both to the same
 * answers.
 */
export type Accepts = (value: unknown) => boolean;

/** Accepts what `valueSchema` does. The field is one of the catalogue. */
export function acceptsValue(fieldId: string, test: boolean): Accepts {
  const cache = test ? testValues : productionValues;
  const known = cache.get(fieldId);
  if (known !== undefined) return known;
  const field = findField(fieldId);
  if (field === undefined) throw new RangeError("the catalogue has no such field");
  const listsRequired = field.place === "clear" || field.place === "private";
  const ofType = acceptsType(field.type, { test, listsRequired });
  const accepts: Accepts =
    fieldId === "onward.rungs" ? (value) => ofType(value) && isRung(value as Rung) : ofType;
  cache.set(fieldId, accepts);
  return accepts;
}

/** Accepts what `boundedText` does. */
export function acceptsText({ max, find, isAscii = false }: TextFinder): Accepts {
  if (isAscii) {
    return (value) => typeof value === "string" && value.length <= max && find(value) === undefined;
  }
  return (value) => typeof value === "string" && findTextIssue(value, max, find) === undefined;
}

/** Accepts a code of a list. Codes are short and clean, so that what is one need not be asked. */
function acceptsCode(list: string, test: boolean): Accepts {
  const find = codeFinder(list, test);
  return (value) => typeof value === "string" && find(value) === undefined;
}

/** Accepts what `boundedList` does. */
function acceptsList(item: Accepts, min: number, max: number): Accepts {
  return (value) => {
    if (!Array.isArray(value) || value.length < min || value.length > max) return false;
    for (const element of value) if (!item(element)) return false;
    return true;
  };
}

/** Accepts what `listSchema` does. */
export function acceptsSet(item: Accepts, min: number, max: number): Accepts {
  const list = acceptsList(item, min, max);
  return (value) => list(value) && !hasRepetition(value as readonly unknown[]);
}

/** One member of an object, for {@link acceptsObject}. */
export interface AcceptedMember {
  readonly accepts: Accepts;
  readonly optional?: boolean;
}

/** Accepts what `z.strictObject` does: the members named, and no others. */
export function acceptsObject(shape: Readonly<Record<string, AcceptedMember>>): Accepts {
  const members = new Map(Object.entries(shape));
  const names = [...members.keys()];
  const inOrder = [...members.values()];
  const required = inOrder.filter(({ optional }) => optional !== true).length;
  return (value) => {
    if (!isJsonObject(value)) return false;
    let found = 0;
    let place = 0;
    for (const name in value) {
      // Most senders write members in the order of the catalogue: to look on is to find.
      while (place < names.length && names[place] !== name) place++;
      const member = inOrder[place] ?? members.get(name);
      if (member === undefined || !member.accepts(value[name])) return false;
      if (member.optional !== true) found++;
    }
    return found === required;
  };
}

export const acceptsBoolean: Accepts = (value) => typeof value === "boolean";

export function acceptsInteger(min: number, max: number): Accepts {
  return (value) =>
    Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
}

interface TypeContext {
  readonly test: boolean;
  readonly listsRequired: boolean;
}

function acceptsType(type: FieldType, context: TypeContext): Accepts {
  switch (type.t) {
    case "bool":
      return acceptsBoolean;
    case "int":
      return acceptsInteger(type.min, type.max);
    case "record":
      return acceptsRecord(type.members, context);
    case "personName": {
      const record = acceptsRecord(type.members, context);
      return (value) => record(value) && findNameIssue(value as NameForms) === undefined;
    }
    case "choice":
      return acceptsChoice(type.of, context);
    case "enum":
    case "code":
    case "band":
      return acceptsCode(type.list, context.test);
    case "sameAs":
      return (value) => findJsonIssue(value) === undefined;
    default:
      return acceptsText(textFinder(type, context.test));
  }
}

function acceptsRecord(members: readonly FieldMember[], context: TypeContext): Accepts {
  const list = context.listsRequired ? acceptsSet : acceptsList;
  const shape = members.map(({ id, type, card: { min, max } }): [string, AcceptedMember] => {
    const value = acceptsType(type, context);
    const optional = min === 0 && !(max > 1 && context.listsRequired);
    return [id, { accepts: max > 1 ? list(value, min, max) : value, optional }];
  });
  return acceptsObject(Object.fromEntries(shape));
}

function acceptsChoice(of: Readonly<Record<string, FieldType>>, context: TypeContext): Accepts {
  const options = new Map(
    Object.entries(of).map(([kind, type]) => [kind, acceptsType(type, context)]),
  );
  const outer = acceptsObject({
    kind: { accepts: (kind) => typeof kind === "string" },
    value: { accepts: (value) => value !== undefined },
  });
  return (choice) => {
    if (!outer(choice)) return false;
    const { kind, value } = choice as { readonly kind: string; readonly value: unknown };
    return options.get(kind)?.(value) === true;
  };
}

/**
 * Values are compared as the schema does: texts as they are, others by their JSON. The schema has
 * put the members of an object in one order by then; here nobody has.
 */
function hasRepetition(values: readonly unknown[]): boolean {
  if (values.length < 2) return false;
  const [first, second] = values;
  if (values.length === 2 && typeof first === "string") return first === second;
  const keys = values.map((value) => (typeof value === "string" ? value : canonicalJson(value)));
  return new Set(keys).size !== keys.length;
}

interface Rung {
  readonly ladder: string;
  readonly rung: string;
}

const isRung = ({ ladder, rung }: Rung): boolean => rankOf(ladder, rung) !== undefined;

const testValues = new Map<string, Accepts>();
const productionValues = new Map<string, Accepts>();
