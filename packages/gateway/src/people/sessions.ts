import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { isSameOfficer } from "@safepassage/agency";
import { ApiError } from "@safepassage/api";
import type { Officer } from "./officer.ts";

/** Officers who have signed in with a browser. A session ends with the process: signing in again takes a click. */
export interface Sessions {
  /** Begins a session. Returns the value of its cookie. */
  begin(signedIn: SignedIn): string;
  /**
   * Finds whose session a cookie is. Shortly before its access token ends the provider is asked for another one.
   *
   * @throws ApiError `API_SESSION_OVER`; `API_PROVIDER_AWAY` while nobody can say whether it goes on.
   */
  find(cookie: string): Promise<Session>;
  /** Ends a session, and tells the provider. */
  end(cookie: string): void;
}

/** What the provider says of an officer, for some minutes. */
export interface SignedIn {
  readonly officer: Officer;
  /** Asks the provider whether it still says so. Left out where it gives no refresh tokens. */
  readonly renewal?: {
    /** @throws ApiError `API_SESSION_OVER`, `API_PROVIDER_AWAY`. */
    renew(): Promise<SignedIn>;
    /** Tells the provider that the session has ended. Never fails. */
    revoke(): void;
  };
}

/** A session of a browser. */
export interface Session {
  readonly officer: Officer;
  /** The officer as the provider has said last; `undefined` once the session has ended. */
  current(): Officer | undefined;
  /** What a page sends with each change: no other site knows it. */
  readonly pageToken: string;
}

interface Held {
  signedIn: SignedIn;
  readonly begunAt: number;
  usedAt: number;
  renewing?: Promise<void> | undefined;
}

/** Makes the sessions of a gateway. They are held in memory, by a digest of their cookies. */
export function createSessions(now: () => number = Date.now): Sessions {
  const sessions = new Map<string, Held>();
  const key = randomBytes(32);
  const nameOf = (cookie: string): string =>
    createHash("sha256").update(cookie).digest("base64url");
  const end = (name: string): void => {
    sessions.get(name)?.signedIn.renewal?.revoke();
    sessions.delete(name);
  };
  /** The names of the sessions of one officer, the oldest first. */
  const namesOf = (officer: string): readonly string[] =>
    [...sessions].flatMap(([name, { signedIn }]) =>
      isSameOfficer(signedIn.officer.id, officer) ? [name] : [],
    );
  const renew = (name: string, held: Held): Promise<void> => {
    held.renewing ??= renewed(held)
      .catch((error: unknown) => {
        // Only the provider ends a session. That it does not answer says nothing.
        if (!isAway(error)) end(name);
        throw error;
      })
      .finally(() => {
        held.renewing = undefined;
      });
    return held.renewing;
  };
  return {
    begin(signedIn) {
      const cookie = randomBytes(32).toString("base64url");
      const own = namesOf(signedIn.officer.id);
      const [oldest] =
        own.length >= MOST_OF_ONE ? own : sessions.size >= MOST ? sessions.keys() : [];
      if (oldest !== undefined) end(oldest);
      sessions.set(nameOf(cookie), { signedIn, begunAt: now(), usedAt: now() });
      return cookie;
    },
    async find(cookie) {
      const name = nameOf(cookie);
      const held = sessions.get(name);
      if (held === undefined || isTooOld(held, now())) {
        end(name);
        throw over();
      }
      const left = held.signedIn.officer.until * 1000 - now();
      if (left < RENEW_MS && held.signedIn.renewal !== undefined) {
        const renewing = renew(name, held);
        // Nobody waits while the token is good; the next request hears how it ended.
        if (left > 0) renewing.catch(() => {});
        else await renewing;
      } else if (left <= 0) {
        end(name);
        throw over();
      }
      held.usedAt = now();
      const pageToken = createHmac("sha256", key).update(`page ${cookie}`).digest("base64url");
      const current = () => sessions.get(name)?.signedIn.officer;
      return { officer: held.signedIn.officer, current, pageToken };
    },
    end: (cookie) => end(nameOf(cookie)),
  };
}

async function renewed(held: Held): Promise<void> {
  const { officer, renewal } = held.signedIn;
  const next = await renewal?.renew();
  if (next?.officer.id !== officer.id) throw over();
  held.signedIn = next;
}

const isTooOld = ({ begunAt, usedAt }: Held, now: number): boolean =>
  now - usedAt > IDLE_MS || now - begunAt > LONGEST_MS;

const isAway = (error: unknown): boolean =>
  error instanceof ApiError && error.code === "API_PROVIDER_AWAY";

const over = () => new ApiError("API_SESSION_OVER", "no such session");

/** Compares in constant time. */
export function sameText(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash("sha256").update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

/** More than an agency has officers. */
const MOST = 10_000;
/** More browsers than one officer works in. Whoever signs in again and again ends own sessions, and nobody else's. */
const MOST_OF_ONE = 16;
/** Before the end of a token. */
const RENEW_MS = 60_000;
/** Nobody is at work who asks nothing for so long. */
const IDLE_MS = 1_800_000;
/** A long shift. */
const LONGEST_MS = 43_200_000;
