import { ApiError } from "@safepassage/api";
import { describe, expect, it } from "vitest";
import { createSessions, type SignedIn } from "./sessions.ts";

const MINUTE = 60_000;

/** Sessions under a clock that the test sets, and an officer whose token lives for five minutes. */
function world(renew: (made: () => SignedIn) => SignedIn | Promise<SignedIn> = (made) => made()) {
  const time = { now: 1_800_000_000_000 };
  const steady = { now: 0 };
  const calls = { renewed: 0, revoked: 0 };
  /** Lets time go by, as both clocks show. */
  const pass = (milliseconds: number): void => {
    time.now += milliseconds;
    steady.now += milliseconds;
  };
  const signedIn = (id = "case-1"): SignedIn => ({
    officer: {
      ...{ id, assurance: 2, roles: new Set(["caseworker"]) },
      until: time.now / 1000 + 300,
    },
    renewal: {
      async renew() {
        calls.renewed += 1;
        return renew(signedIn);
      },
      revoke: () => {
        calls.revoked += 1;
      },
    },
  });
  const sessions = createSessions(
    () => time.now,
    () => steady.now,
  );
  return { time, pass, calls, sessions, signedIn, cookie: sessions.begin(signedIn()) };
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    ({ code }) => code,
  );

describe("sessions", () => {
  it("ask for another token shortly before one ends, once, and nobody waits", async () => {
    const { time, calls, sessions, cookie } = world();
    time.now += 3 * MINUTE;
    await sessions.find(cookie);
    expect(calls.renewed).toBe(0);
    time.now += 1.5 * MINUTE;
    const { officer } = await sessions.find(cookie);
    await Promise.all([sessions.find(cookie), sessions.find(cookie)]);
    expect(calls.renewed).toBe(1);
    expect((await sessions.find(cookie)).officer.until).toBeGreaterThan(officer.until);
  });

  it("end after half an hour without a request, and after twelve hours with requests", async () => {
    const idle = world();
    idle.time.now += 31 * MINUTE;
    expect(await codeOf(idle.sessions.find(idle.cookie))).toBe("API_SESSION_OVER");
    expect(idle.calls.revoked).toBe(1);
    const busy = world();
    for (let minutes = 0; minutes < 720; minutes += 20) {
      busy.time.now += 20 * MINUTE;
      await busy.sessions.find(busy.cookie);
    }
    busy.time.now += MINUTE;
    expect(await codeOf(busy.sessions.find(busy.cookie))).toBe("API_SESSION_OVER");
  });

  it("end when the provider gives no token, or one of somebody else", async () => {
    const gone = world(() => {
      throw new ApiError("API_SESSION_OVER", "has left");
    });
    gone.time.now += 6 * MINUTE;
    expect(await codeOf(gone.sessions.find(gone.cookie))).toBe("API_SESSION_OVER");
    const other = world(() => ({ ...other.signedIn("case-2") }));
    other.time.now += 6 * MINUTE;
    expect(await codeOf(other.sessions.find(other.cookie))).toBe("API_SESSION_OVER");
    other.time.now -= 6 * MINUTE;
    expect(await codeOf(other.sessions.find(other.cookie))).toBe("API_SESSION_OVER");
  });

  it("go on once a provider that was away is back", async () => {
    let isAway = true;
    const { time, sessions, cookie } = world((made) => {
      if (isAway) throw new ApiError("API_PROVIDER_AWAY", "no answer");
      return made();
    });
    time.now += 6 * MINUTE;
    expect(await codeOf(sessions.find(cookie))).toBe("API_PROVIDER_AWAY");
    isAway = false;
    expect((await sessions.find(cookie)).officer.id).toBe("case-1");
  });

  it("go on once the store is back that could not say who it is", async () => {
    let isAway = true;
    const { time, sessions, cookie } = world((made) => {
      if (isAway) throw new Error("the database is away");
      return made();
    });
    time.now += 6 * MINUTE;
    await expect(sessions.find(cookie)).rejects.toThrow("away");
    isAway = false;
    expect((await sessions.find(cookie)).officer.id).toBe("case-1");
  });

  it("last no longer where the clock is set back, and their tokens do not", async () => {
    const { time, pass, calls, sessions, cookie } = world();
    time.now -= 360 * MINUTE;
    pass(6 * MINUTE);
    await sessions.find(cookie);
    expect(calls.renewed).toBe(1);
    for (let minutes = 6; minutes < 720; minutes += 6) {
      pass(6 * MINUTE);
      await sessions.find(cookie);
    }
    pass(MINUTE);
    expect(await codeOf(sessions.find(cookie))).toBe("API_SESSION_OVER");
  });

  it("stay over for who signs out while another token is asked for, and it is revoked", async () => {
    let bring = (): void => {};
    const asked = new Promise<void>((resolve) => {
      bring = resolve;
    });
    const { time, calls, sessions, cookie } = world((made) => asked.then(made));
    time.now += 4.5 * MINUTE;
    await sessions.find(cookie);
    time.now += 1.5 * MINUTE;
    const waiting = codeOf(sessions.find(cookie));
    sessions.end(cookie);
    bring();
    expect(await waiting).toBe("API_SESSION_OVER");
    expect(calls).toEqual({ renewed: 1, revoked: 2 });
    expect(sessions.pageTokenOf(cookie)).toBeUndefined();
  });

  it("are revoked at the provider when somebody signs out", async () => {
    const { calls, sessions, cookie } = world();
    sessions.end(cookie);
    expect(calls.revoked).toBe(1);
    expect(await codeOf(sessions.find(cookie))).toBe("API_SESSION_OVER");
  });

  it("of an officer who signs in again and again end, the oldest first, and nobody else's", async () => {
    const { calls, sessions, signedIn, cookie } = world();
    const own = Array.from({ length: 10_000 }, (_, index) =>
      sessions.begin(signedIn(index % 2 === 0 ? "case-2" : "CASE-2")),
    );
    expect((await sessions.find(cookie)).officer.id).toBe("case-1");
    expect(calls.revoked).toBe(10_000 - 16);
    const kept = await Promise.all(own.slice(-17).map((one) => codeOf(sessions.find(one))));
    expect(kept).toEqual(["API_SESSION_OVER", ...Array.from({ length: 16 }, () => undefined)]);
  });
});
