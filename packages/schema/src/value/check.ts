import { canonicalJson, isJsonObject, type JsonObject } from "@safepassage/core";
import { findField } from "../catalogue/catalogue.ts";
import { type Fault, type Faults, fault, within } from "./fault.ts";
import { findTextIssue, formFinder, type TextFinder, textFinder } from "./find-text.ts";
import type { Law } from "./laws.ts";
import { findJsonIssue } from "./plain-json.ts";
import { type ListBounds, type Maker, type Members, walkField } from "./walk.ts";

/**
 * Finds what is wrong with a value.
 *
 * Nearly all values are sound, so a check allocates next to nothing until it finds a fault.
 */
export type Check = (value: unknown) => Faults;

/**
 * The check of one value of a field; `undefined` for a field that the catalogue does not have.
 *
 * Made when first asked for, and kept.
 *
 * @param test - Whether countries that exist in tests only are admitted.
 */
export function checkOf(fieldId: string, test: boolean): Check | undefined {
  const known = fieldChecks(test).get(fieldId);
  if (known !== undefined) return known;
  const field = findField(fieldId);
  return field === undefined ? undefined : walkField(field, createChecks(test));
}

/** Keeps the checks that a walk makes: one for tests, one for production, each made when first needed. */
export function checkOnce(walk: (make: Maker<Check>) => Check): (test: boolean) => Check {
  const made = new Map<boolean, Check>();
  return (test) => {
    const known = made.get(test);
    if (known !== undefined) return known;
    const check = walk(createChecks(test));
    made.set(test, check);
    return check;
  };
}

/** Makes a check for each part that a walk finds. */
export function createChecks(test: boolean): Maker<Check> {
  return {
    text: (type, max) => checkText({ ...textFinder(type, test), ...(max && { max }) }),
    form: (pattern, max) => checkText(formFinder(pattern, max)),
    string: () => (value) => (typeof value === "string" ? undefined : WRONG_TYPE),
    boolean: () => (value) => (typeof value === "boolean" ? undefined : WRONG_TYPE),
    integer: checkInteger,
    json: () => (value) => (findJsonIssue(value) === undefined ? undefined : WRONG_TYPE),
    any: () => () => undefined,
    list: checkList,
    object: (members, law) => checkObject(members, law, test),
    map: checkMap,
    choice: checkChoice,
    field(id, make) {
      const checks = fieldChecks(test);
      const check = checks.get(id) ?? make();
      checks.set(id, check);
      return check;
    },
  };
}

/** Indices of the elements that repeat an earlier one. The order of their members does not count. */
export function findRepeated(values: readonly unknown[]): readonly number[] {
  if (values.length < 2) return [];
  const keys = values.map((value) => (typeof value === "string" ? value : canonicalJson(value)));
  if (new Set(keys).size === keys.length) return [];
  return keys.flatMap((key, index) => (keys.indexOf(key) < index ? [index] : []));
}

function checkText({ max, find, isClean }: TextFinder): Check {
  return (value) => {
    if (typeof value !== "string") return WRONG_TYPE;
    if (isClean && value.length <= max && find(value) === undefined) return undefined;
    const issue = findTextIssue(value, max, find);
    return issue === undefined ? undefined : fault(issue);
  };
}

function checkInteger(min: number, max: number): Check {
  return (value) => {
    if (typeof value !== "number") return WRONG_TYPE;
    return Number.isSafeInteger(value) && value >= min && value <= max ? undefined : OUT_OF_RANGE;
  };
}

function checkList(check: Check, { min, max, unique }: ListBounds): Check {
  return (value) => {
    if (!Array.isArray(value)) return WRONG_TYPE;
    // Counted before any element is looked at.
    if (value.length < min || value.length > max) return WRONG_COUNT;
    let all: Fault[] | undefined;
    for (let index = 0; index < value.length; index++) {
      const faults = check(value[index]);
      if (faults !== undefined) all = [...(all ?? []), ...within(index, faults)];
    }
    return unique ? andThen(all, () => repetitions(value)) : all;
  };
}

/** Looks at the parts together once each is sound. An unknown member does not stop that. */
function andThen(faults: Faults, find: () => Faults): Faults {
  if (faults?.some(({ code }) => code !== "MEMBER_UNKNOWN") === true) return faults;
  const more = find();
  return faults === undefined || more === undefined ? (faults ?? more) : [...faults, ...more];
}

function repetitions(values: readonly unknown[]): Faults {
  const repeated = findRepeated(values);
  return repeated.length === 0 ? undefined : repeated.flatMap((index) => fault("REPEATED", index));
}

export function checkObject(
  members: Members<Check>,
  law: Pick<Law, "find"> | undefined,
  test: boolean,
): Check {
  const inOrder = Object.entries(members).map(([name, member], at) => ({ name, at, ...member }));
  const names = Object.keys(members);
  const byName = new Map(inOrder.map((member) => [member.name, member]));
  const required = inOrder.filter(({ optional }) => !optional);
  return (value) => {
    if (!isJsonObject(value)) return WRONG_TYPE;
    let found = 0;
    let next = 0;
    // By place in the shape, whatever the order of the object is.
    let faults: (readonly Fault[])[] | undefined;
    for (const name in value) {
      // Most senders write members in the order of the catalogue: then the next one is found at once.
      while (names[next] !== name && next < names.length) next++;
      const member = inOrder[next] ?? byName.get(name);
      if (member?.optional === false) found++;
      const inner = member === undefined ? MEMBER_UNKNOWN : member.of(value[name]);
      if (inner === undefined) continue;
      faults ??= [];
      if (member === undefined) faults[inOrder.length] = inner;
      else faults[member.at] = within(name, inner);
    }
    if (found < required.length) faults = withMissing(faults ?? [], required, value);
    // `flat` leaves out the places without a fault.
    const all = faults?.flat();
    return law === undefined ? all : andThen(all, () => law.find(value, test));
  };
}

function withMissing(
  faults: (readonly Fault[])[],
  required: readonly { readonly name: string; readonly at: number }[],
  value: JsonObject,
): (readonly Fault[])[] {
  for (const { name, at } of required) {
    if (!Object.hasOwn(value, name)) faults[at] = fault("MEMBER_MISSING", name);
  }
  return faults;
}

function checkMap(name: Check, check: Check, max: number): Check {
  return (value) => {
    if (!isJsonObject(value)) return WRONG_TYPE;
    const entries = Object.entries(value);
    if (entries.length > max) return WRONG_COUNT;
    let all: Fault[] | undefined;
    for (const [key, inner] of entries) {
      // A name that is not sound is not shown: it could be a value.
      const ofName = name(key)
        ?.slice(0, 1)
        .map(({ code }) => ({ path: ["*"], code }));
      const ofValue = ofName === undefined ? check(inner) : undefined;
      const faults = ofName ?? (ofValue && within(key, ofValue));
      if (faults !== undefined) all = [...(all ?? []), ...faults];
    }
    return all;
  };
}

function checkChoice(of: Readonly<Record<string, Check>>): Check {
  const options = new Map(
    Object.entries(of).map(([kind, check]) => [
      kind,
      checkObject(
        { kind: { of: () => undefined, optional: false }, value: { of: check, optional: false } },
        undefined,
        false,
      ),
    ]),
  );
  return (value) => {
    if (!isJsonObject(value)) return WRONG_TYPE;
    const { kind } = value;
    if (kind === undefined) return fault("MEMBER_MISSING", "kind");
    const option = typeof kind === "string" ? options.get(kind) : undefined;
    return option === undefined ? fault("CHOICE_UNKNOWN", "kind") : option(value);
  };
}

function fieldChecks(test: boolean): Map<string, Check> {
  return test ? testChecks : productionChecks;
}

const testChecks = new Map<string, Check>();
const productionChecks = new Map<string, Check>();
const WRONG_TYPE = fault("WRONG_TYPE");
const WRONG_COUNT = fault("COUNT_OUT_OF_RANGE");
const OUT_OF_RANGE = fault("NUMBER_OUT_OF_RANGE");
const MEMBER_UNKNOWN = fault("MEMBER_UNKNOWN");
