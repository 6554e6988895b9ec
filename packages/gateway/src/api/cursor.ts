import { createHmac, timingSafeEqual } from "node:crypto";
import { ApiError } from "@safepassage/api";
import { canonicalJson, encodeBase64url, type Json } from "@safepassage/core";

/** Names places in lists to callers, who can only hand them back. */
export interface Cursors {
  /** Writes a place of a list with these filters. */
  write(list: string, filters: Filters, place: string): string;
  /** Reads the place that {@link write} wrote for the same list and filters. @throws ApiError `API_CURSOR_INVALID`. */
  read(list: string, filters: Filters, cursor: string): string;
  /** {@link read}, with `undefined` in place of the refusal. */
  find(list: string, filters: Filters, cursor: string): string | undefined;
}

type Filters = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Makes cursors. Each holds its place, and a code that only this agency can make for the list and its filters: a cursor of
 * another list, or a place that somebody chose, is refused.
 *
 * @param key - 32 octets, kept by the agency. A key of its own is derived from it.
 */
export function createCursors(key: Uint8Array): Cursors {
  const own = createHmac("sha256", key).update("safepassage cursors").digest();
  const write: Cursors["write"] = (list, filters, place) => {
    const said = canonicalJson([list, withoutUndefined(filters), place]);
    const code = createHmac("sha256", own).update(said).digest().subarray(0, CODE_OCTETS);
    return `${encodeBase64url(code)}${Buffer.from(place).toString("base64url")}`;
  };
  const find: Cursors["find"] = (list, filters, cursor) => {
    const place = Buffer.from(cursor.slice(CODE_LENGTH), "base64url").toString();
    const expected = Buffer.from(write(list, filters, place));
    const given = Buffer.from(cursor);
    const isOurs = expected.length === given.length && timingSafeEqual(expected, given);
    return isOurs ? place : undefined;
  };
  return {
    write,
    find,
    read(list, filters, cursor) {
      const place = find(list, filters, cursor);
      if (place !== undefined) return place;
      throw new ApiError("API_CURSOR_INVALID", "a cursor of another list, or of nobody");
    },
  };
}

const withoutUndefined = (filters: Filters): Json =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)) as Json;

const CODE_OCTETS = 15;
/** Of 15 octets as base64url. */
const CODE_LENGTH = 20;
