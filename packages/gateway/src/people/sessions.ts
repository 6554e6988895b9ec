import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { ApiError } from "@safepassage/api";
import type { Officer } from "./officer.ts";

/** Officers who have signed in with a browser. A session ends with the process: signing in again takes a click. */
export interface Sessions {
  /** Begins a session. Returns the value of its cookie. */
  begin(officer: Officer): string;
  /** Finds whose session a cookie is. @throws ApiError `API_SESSION_OVER`. */
  find(cookie: string): Session;
  end(cookie: string): void;
}

/** A session of a browser. */
export interface Session {
  readonly officer: Officer;
  /** What a page sends with each change: no other site knows it. */
  readonly pageToken: string;
}

/**
 * Makes the sessions of a gateway. They are held in memory, by a digest of their cookies, and each ends with the access
 * token that it began with: the provider decides then whether it goes on.
 */
export function createSessions(now: () => number = Date.now): Sessions {
  const held = new Map<string, Officer>();
  const key = randomBytes(32);
  const nameOf = (cookie: string): string =>
    createHash("sha256").update(cookie).digest("base64url");
  return {
    begin(officer) {
      const cookie = randomBytes(32).toString("base64url");
      if (held.size >= MOST) {
        const [oldest] = held.keys();
        held.delete(oldest ?? "");
      }
      held.set(nameOf(cookie), officer);
      return cookie;
    },
    find(cookie) {
      const name = nameOf(cookie);
      const officer = held.get(name);
      if (officer === undefined || officer.until * 1000 <= now()) {
        held.delete(name);
        throw new ApiError("API_SESSION_OVER", "no such session");
      }
      const pageToken = createHmac("sha256", key).update(`page ${cookie}`).digest("base64url");
      return { officer, pageToken };
    },
    end(cookie) {
      held.delete(nameOf(cookie));
    },
  };
}

/** Compares in constant time. */
export function sameText(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash("sha256").update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

/** More than an agency has officers. */
const MOST = 10_000;
