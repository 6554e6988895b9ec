import type { Json } from "@safepassage/core";
import type { Random } from "./random.ts";

/** A document in which one thing can be changed. */
export type Holder = Record<string, Json>;

/** One value inside a document. */
interface Place {
  readonly holder: Holder;
  readonly name: string;
  readonly value: Json;
}

/** Changes one thing of a document in place, or returns `false` where there is no such thing. */
export type Mutation = (root: Holder, random: Random) => boolean;

/** Replaces one value that fits. */
export function on(
  fits: (value: Json) => boolean,
  change: (value: Json, random: Random) => Json,
): Mutation {
  return (root, random) => {
    const places = placesOf(root).filter(({ value }) => fits(value));
    if (places.length === 0) return false;
    const { holder, name, value } = random.pick(places);
    holder[name] = change(value, random);
    return true;
  };
}

/** Replaces one text. */
export function text(change: (value: string, random: Random) => string): Mutation {
  return on(
    (value) => typeof value === "string",
    (value, random) => change(String(value), random),
  );
}

/** Puts one of some characters into a text. */
export function insert(characters: readonly string[]): Mutation {
  return text((value, random) => {
    const at = random.int(0, value.length);
    return value.slice(0, at) + random.pick(characters) + value.slice(at);
  });
}

/** Another value of about the same form, so that a long list need not repeat itself. */
export function vary(value: Json | undefined, index: number): Json {
  const tail = `${ALPHABET[index % 64]}${ALPHABET[(index >> 6) % 64]}`;
  if (typeof value !== "string") return structuredClone(value ?? null);
  return value.length > 20 ? value.slice(0, 5) + tail + value.slice(7) : value;
}

/** Every value inside a document, with where it stands. */
export function placesOf(value: Json): Place[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as unknown as Holder;
  return Object.entries(holder).flatMap(([name, member]) => [
    { holder, name, value: member },
    ...placesOf(member),
  ]);
}

/** Every object of a document, itself with them. */
export function objectsOf(value: Json): Holder[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(objectsOf);
  return Array.isArray(value) ? inner : [value as Holder, ...inner];
}

/** Characters of base64url, by value. */
export const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
