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
  /** What a page of a session sends with each change. The provider is not asked. `undefined` where there is no such session. */
  pageTokenOf(cookie: string): string | undefined;
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
  signedInAt: Moment;
  readonly begunAt: Moment;
  usedAt: Moment;
  renewing?: Promise<void> | undefined;
}

/** A time by two clocks, in milliseconds: somebody may set one of them, and the other may stand still while the machine sleeps. */
interface Moment {
  readonly wall: number;
  readonly steady: number;
}

/**
 * Makes the sessions of a gateway. They are held in memory, by a digest of their cookies.
 *
 * @param steady - Milliseconds of a clock that nobody sets, from any start.
 */
export function createSessions(
  wall: () => number = Date.now,
  steady: () => number = () => performance.now(),
): Sessions {
  const now = (): Moment => ({ wall: wall(), steady: steady() });
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
  const pageTokenOf = (cookie: string): string =>
    createHmac("sha256", key).update(`page ${cookie}`).digest("base64url");
  const renewed = async (name: string, held: Held): Promise<void> => {
    const next = await held.signedIn.renewal?.renew();
    const isSame = next?.officer.id === held.signedIn.officer.id;
    // The officer may have signed out meanwhile, and stays signed out.
    if (!isSame || sessions.get(name) !== held) {
      next?.renewal?.revoke();
      throw over();
    }
    held.signedIn = next;
    held.signedInAt = now();
  };
  const renew = (name: string, held: Held): Promise<void> => {
    held.renewing ??= renewed(name, held)
      .catch((error: unknown) => {
        // Only the provider ends a session. That it does not answer says nothing, nor that the store does not.
        if (isOver(error)) end(name);
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
      const at = now();
      sessions.set(nameOf(cookie), { signedIn, signedInAt: at, begunAt: at, usedAt: at });
      return cookie;
    },
    async find(cookie) {
      const name = nameOf(cookie);
      const held = sessions.get(name);
      if (held === undefined || isTooOld(held, now())) {
        end(name);
        throw over();
      }
      const left = leftOf(held, now());
      if (left < RENEW_MS && held.signedIn.renewal !== undefined) {
        const renewing = renew(name, held);
        // Nobody waits while the token is good; the next request hears how it ended.
        if (left > 0) renewing.catch(() => {});
        else await renewing;
        // The officer may have signed out meanwhile: this request does nothing more.
        if (sessions.get(name) !== held) throw over();
      } else if (left <= 0) {
        end(name);
        throw over();
      }
      held.usedAt = now();
      const current = () => sessions.get(name)?.signedIn.officer;
      return { officer: held.signedIn.officer, current, pageToken: pageTokenOf(cookie) };
    },
    pageTokenOf: (cookie) => (sessions.has(nameOf(cookie)) ? pageTokenOf(cookie) : undefined),
    end: (cookie) => end(nameOf(cookie)),
  };
}

const isTooOld = ({ begunAt, usedAt }: Held, now: Moment): boolean =>
  since(usedAt, now) > IDLE_MS || since(begunAt, now) > LONGEST_MS;

/** How long a token is good. A clock that was set back makes no token good for longer than the provider has said. */
const leftOf = ({ signedIn, signedInAt }: Held, now: Moment): number =>
  signedIn.officer.until * 1000 - signedInAt.wall - since(signedInAt, now);

/** How long ago something was, by the clock that says more. */
const since = (then: Moment, now: Moment): number =>
  Math.max(now.wall - then.wall, now.steady - then.steady);

const isOver = (error: unknown): boolean =>
  error instanceof ApiError && error.code !== "API_PROVIDER_AWAY";

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
