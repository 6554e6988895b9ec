import { Hono } from "hono";
import { expect, it, vi } from "vitest";
import { createTokenGuard, type LocalTokens } from "../http/tokens.ts";
import { createSessions } from "../people/sessions.ts";
import { identify, recheck } from "./caller.ts";

const quarantine = { dutyOfficer: "d".repeat(32), protectionOfficer: "p".repeat(32) };

const url = "http://127.0.0.1:8402";

it("whoever follows with a token that is changed may not go on", async () => {
  let tokens: LocalTokens = { local: "a".repeat(32), quarantine };
  const known = { guard: createTokenGuard(() => tokens), people: undefined, browser: undefined };
  const callers = await Promise.all(
    [tokens.local, quarantine.dutyOfficer].map((token) =>
      identify(known, new Request("http://x/", { headers: { authorization: `Bearer ${token}` } })),
    ),
  );
  expect(callers.map(({ kind }) => kind)).toEqual(["machine", "roleToken"]);
  const mayGoOn = () =>
    Promise.all(
      callers.map((caller) =>
        recheck(known, caller).then(
          () => "yes",
          ({ code }) => code,
        ),
      ),
    );
  expect(await mayGoOn()).toEqual(["yes", "yes"]);
  tokens = { local: "b".repeat(32), quarantine };
  expect(await mayGoOn()).toEqual(["GATEWAY_UNAUTHORISED", "yes"]);
  // The token of one is given to the other.
  tokens = {
    local: quarantine.dutyOfficer,
    quarantine: { ...quarantine, dutyOfficer: "c".repeat(32) },
  };
  expect(await mayGoOn()).toEqual(["GATEWAY_UNAUTHORISED", "GATEWAY_UNAUTHORISED"]);
});

it("whoever follows in a browser may not go on once the session has ended there", async () => {
  const guard = createTokenGuard(() => ({ local: "a".repeat(32), quarantine }));
  const sessions = createSessions();
  const until = Date.now() / 1000 + 300;
  const cookie = sessions.begin({
    officer: { id: "case-1", assurance: 2, roles: new Set(["caseworker"]), until },
  });
  const browser = { url, routes: new Hono(), sessionOf: () => sessions.find(cookie) };
  const known = { guard, people: undefined, browser };
  const caller = await identify(known, new Request("http://x/v1/events"));
  await recheck(known, caller);
  sessions.end(cookie);
  await expect(recheck(known, caller)).rejects.toMatchObject({ code: "API_SESSION_OVER" });
});

it("whoever follows in a browser may not go on once the provider gives a role no more", async () => {
  const guard = createTokenGuard(() => ({ local: "a".repeat(32), quarantine }));
  const sessions = createSessions();
  const officer = { id: "case-1", assurance: 2, until: Date.now() / 1000 + 30 } as const;
  const later = { ...officer, roles: new Set([]), until: officer.until + 300 };
  const cookie = sessions.begin({
    officer: { ...officer, roles: new Set(["caseworker"]) },
    renewal: { renew: async () => ({ officer: later }), revoke() {} },
  });
  const browser = { url, routes: new Hono(), sessionOf: () => sessions.find(cookie) };
  const known = { guard, people: undefined, browser };
  const caller = await identify(known, new Request("http://x/v1/events"));
  await vi.waitFor(() =>
    expect(recheck(known, caller)).rejects.toMatchObject({ code: "API_ROLE_MISSING" }),
  );
});
