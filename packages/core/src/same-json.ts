import { isJsonObject } from "./json.ts";
import type { Json } from "./json-value.ts";

/** Whether two JSON values are equal. The order of members does not matter. */
export function sameJson(one: Json, other: Json): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, i) => sameJson(item, other[i] as Json));
  }
  if (!isJsonObject(one) || !isJsonObject(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every(
      (name) => Object.hasOwn(other, name) && sameJson(one[name] as Json, other[name] as Json),
    )
  );
}
