import type { Json } from "@safepassage/core";
import { FIELDS, KINDS } from "../src/catalogue/catalogue.ts";
import {
  ALPHABET,
  type Holder,
  insert,
  type Mutation,
  objectsOf,
  on,
  placesOf,
  text,
  vary,
} from "./places.ts";
import type { Random } from "./random.ts";

/** Every way in which a document is broken, by name. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  "member added": (root, random) => {
    const objects = objectsOf(root);
    if (objects.length === 0) return false;
    const object = random.pick(objects);
    object[random.pick(["note", "x-comment", "", "kind ", "toString"])] = "text";
    return true;
  },
  "member missing": (root, random) => {
    const objects = objectsOf(root).filter((one) => Object.keys(one).length > 0);
    if (objects.length === 0) return false;
    const object = random.pick(objects);
    delete object[random.pick(Object.keys(object))];
    return true;
  },
  "member renamed": (root, random) => {
    const places = placesOf(root).filter(({ holder }) => !Array.isArray(holder));
    if (places.length === 0) return false;
    const { holder, name, value } = random.pick(places);
    delete holder[name];
    holder[random.pick([name.toUpperCase(), `${name}s`, name.slice(0, -1)])] = value;
    return true;
  },
  "wrong type": on(
    () => true,
    (value, random) => random.pick(OTHERS.filter((other) => typeof other !== typeof value)),
  ),
  "null instead of a value": on(
    () => true,
    () => null,
  ),
  "bound of a number passed": on(
    (value) => typeof value === "number",
    (_, random) => random.pick([-1, 1.5, 65_537, 2 ** 53, 253_402_300_800, 1e300, 0, 4, 101]),
  ),
  "bound of a list passed": on(
    (value) => Array.isArray(value) && value.length > 0,
    (value, random) => {
      const list = value as Json[];
      return random.chance(0.2)
        ? []
        : Array.from({ length: random.pick([17, 65, 600]) }, (_, index) => vary(list[0], index));
    },
  ),
  "bound of a text passed": text(
    (value, random) => value + "x".repeat(random.pick([40, 250, 800])),
  ),
  "text emptied": text(() => ""),
  "code unknown": text((_, random) =>
    random.pick(["noSuchCode", "QQ", "qqq", "R999", "DIR2011/36"]),
  ),
  "code in other case": text((value) =>
    value === value.toUpperCase() ? value.toLowerCase() : value.toUpperCase(),
  ),
  "code of another list": text((_, random) =>
    random.pick(["victim", "XA", "DE", "eng", "EUR", "referral", "LED", "Latn", "fact", "12"]),
  ),
  "control character": insert(["\u0000", "\u0009", "\u001f", "\u007f", "\u0085"]),
  "line end at the end": text((value, random) => value + random.pick(["\n", "\r\n", "\u2028"])),
  "invisible character": insert([
    "\u00ad",
    "\u034f",
    "\u200d",
    "\u202e",
    "\ufe0f",
    "\ufeff",
    "\ufffe",
    "\ue000",
    "\ud800",
    "\u{e0041}",
    "\u{10ffff}",
  ]),
  "another space": insert(["\u00a0", "\u2003", "\u3000", "  "]),
  "not in form C": insert(["e\u0301", "A\u030a", "\u212b"]),
  "letter of another script": insert([
    "\u0430",
    "\u03bf",
    "\u4e00",
    "\u0661",
    "\u{1f600}",
    "\u00d7",
  ]),
  "other digits": text((value) => value.replace(/[0-9]/, "\u0663")),
  "base64url not canonical": on(
    (value) => typeof value === "string" && /^[A-Za-z0-9_-]{16,}$/.test(value),
    (value, random) => {
      const octets = String(value);
      return random.pick([
        `${octets.slice(0, -1)}${ALPHABET[(ALPHABET.indexOf(octets.slice(-1)) + 1) % 64]}`,
        `${octets}=`,
        `${octets.slice(0, -1)}`,
        `${octets.slice(0, 3)}+${octets.slice(4)}`,
      ]);
    },
  ),
  "identifier not random": on(
    (value) => typeof value === "string" && /^[A-Za-z0-9_-]{22}$/.test(value),
    (_, random) =>
      random.pick(["Q0FTRS0yMDI2LTAwMDAxMg", "AAAAAAAAAAAAAAAAAAAAAA", "case-2026-0000123456AA"]),
  ),
  "token broken": on(
    (value) => typeof value === "string" && value.split(".").length === 3 && value.length > 6,
    (value, random) => {
      const token = String(value);
      return random.pick([
        `${token}.`,
        token.replace(".", ".."),
        `${token}~`,
        `${token}~~`,
        `${token}~AB`,
      ]);
    },
  ),
  "item repeated": on(
    (value) => Array.isArray(value) && value.length > 0,
    (value, random) => {
      const list = value as Json[];
      const item = random.pick(list);
      const isObject = typeof item === "object" && item !== null && !Array.isArray(item);
      const copy = isObject ? Object.fromEntries(Object.entries(item).reverse()) : item;
      return [...list, random.chance(0.5) ? structuredClone(item) : copy];
    },
  ),
  "items in another order": on(
    (value) => Array.isArray(value) && value.length > 1,
    (value) => [...(value as Json[])].reverse(),
  ),
  "wrong date": on(
    (value) => typeof value === "string" && /^[0-9]{4}(-[0-9]{2}|$)/.test(value),
    (value, random) => {
      const time = String(value).slice(10);
      return random.pick(DATES) + (random.chance(0.5) && time.startsWith("T") ? time : "");
    },
  ),
  "wrong time": on(
    (value) => typeof value === "string" && /^[0-9]{4}-.+T.+Z$/.test(value),
    (value, random) => `${String(value).slice(0, 10)}${random.pick(TIMES)}`,
  ),
  "form of a name changed": (root, random) => {
    const names = objectsOf(root).filter((one) => "original" in one && "latin" in one);
    if (names.length === 0) return false;
    const name = random.pick(names);
    name[random.pick(["original", "latin"])] = random.pick([
      "Anna",
      "\u0410\u043d\u043d\u0430",
      "Ann\u0430",
      "Jose\u0301",
    ]);
    if (random.chance(0.3)) name["script"] = random.pick(["Latn", "Cyrl", "Grek"]);
    return true;
  },
  "field of another kind": (root, random) => {
    const fields = placesOf(root).filter(({ name }) => name === "f");
    if (fields.length === 0) return false;
    const { holder } = random.pick(fields);
    holder["f"] = random.pick(FIELDS).id;
    return true;
  },
  "kind of group changed": (root, random) => {
    const groups = objectsOf(root).filter((one) => "kind" in one && "leaves" in one);
    if (groups.length === 0) return false;
    random.pick(groups)["kind"] = random.pick([...Object.keys(KINDS), "somethingElse", "Subject"]);
    return true;
  },
  "leaf repeated": (root, random) => {
    const lists = placesOf(root).flatMap(({ name, value }) =>
      name === "leaves" && Array.isArray(value) && value.length > 0 ? [value as Json[]] : [],
    );
    if (lists.length === 0) return false;
    const list = random.pick(lists);
    const leaf = random.pick(list);
    for (let count = random.int(1, 20); count > 0; count--) list.push(structuredClone(leaf));
    return true;
  },
  "production instead of a test": (root) => {
    const clear = (root["clear"] ?? root) as Holder;
    const name = "env.test" in clear ? "env.test" : "test";
    if (!(name in clear)) return false;
    clear[name] = false;
    return true;
  },
};

/** Changes one thing of a copy: with the first mutation of an order that finds such a thing. */
export function mutate(
  document: Json,
  order: readonly string[],
  random: Random,
): { readonly mutation: string; readonly document: Json } {
  for (const mutation of order) {
    const copy = structuredClone(document) as Holder;
    if (MUTATIONS[mutation]?.(copy, random) === true) return { mutation, document: copy };
  }
  throw new RangeError("nothing of this document can be changed");
}

const OTHERS: readonly Json[] = [true, 7, "text", [], {}, ["a"], { a: 1 }];
const DATES = [
  "2026-02-30",
  "2025-02-29",
  "1900-02-29",
  "2000-02-29",
  "2026-04-31",
  "2026-00-10",
  "2026-13",
  "2026-13-01",
  "2026-32",
  "2026-37",
  "2026-34",
  "26-01-01",
  "2026-1-1",
  "2026~",
  "2026-05-01?",
  "2026-03/2026-01",
  "2026/2026-05",
  "2026-01-01/2026-02-30",
  "2026-33/2026-05",
  "2026-33/2026-34",
  "0000-02-29",
  "+2026-01-01",
  "2026-01-01T00:00:00Z",
  "9999-12-31",
];
const TIMES = [
  "T24:00:00Z",
  "T23:60:00Z",
  "T23:59:60Z",
  "T23:59:59.5Z",
  "T23:59:59+00:00",
  "T23:59Z",
  "t23:59:59z",
  " 23:59:59Z",
  "",
];
