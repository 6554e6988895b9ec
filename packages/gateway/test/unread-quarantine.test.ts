import { startProvider, type TestProvider } from "@safepassage/testing/provider";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillQuarantine } from "./emergency.ts";
import { inside } from "./inside.ts";
import { asRole } from "./read-quarantine.ts";
import { createExchange, type LocalAnswer } from "./world.ts";

let provider: TestProvider;
beforeAll(async () => {
  provider = await startProvider({
    mira: { groups: ["workers"] },
    both: { groups: ["workers", "duty"] },
  });
});
afterAll(() => provider.close());

const ERASE = { outcome: "erase", officer: { id: "staff-0007", assurance: 2 } };

/** NGO-C holds one faulty emergency in quarantine, and knows its officers. */
async function open() {
  const people = {
    ...{ issuer: provider.issuer, audience: provider.audience },
    roles: { claim: "groups", caseworker: ["workers"], dutyOfficer: ["duty"] },
  };
  const exchange = createExchange({ own: { "NGO-C": { people } } });
  const [digest = ""] = await fillQuarantine(exchange, 1);
  const { c } = exchange;
  const path = `/v1/messages/${digest}`;
  const isHeld = async () =>
    (await inside(c.store).inbox.findByDigest(digest))?.content !== undefined;
  /** Calls as an officer who has signed in. */
  const as = async (name: string) => {
    const authorization = `Bearer ${await provider.signIn(name)}`;
    return (method: string, place: string, body?: object, reason = "CASE_WORK") =>
      c.call(method, path + place, body, { authorization, "safepassage-reason": reason });
  };
  return { ...exchange, digest, path, isHeld, as };
}

const said = ({ status, json }: LocalAnswer) => [status, json.code];
const UNREAD = [409, "GATEWAY_QUARANTINE_UNREAD"];

describe("a message in quarantine that neither of its two roles has read", () => {
  it("is erased by no caseworker and no system of the agency, not even after the glass was broken", async () => {
    const { c, path, as, isHeld } = await open();
    const mira = await as("mira");
    expect(said(await mira("POST", "/review", { outcome: "erase" }))).toEqual(UNREAD);
    expect(said(await c.call("POST", `${path}/review`, ERASE))).toEqual(UNREAD);
    expect((await mira("GET", "/content", undefined, "BREAK_GLASS")).status).toBe(200);
    expect(said(await mira("POST", "/review", { outcome: "erase" }))).toEqual(UNREAD);
    expect(await isHeld()).toBe(true);
  });

  it("can be erased once a role has read it, by its token or signed in", async () => {
    const byToken = await open();
    expect((await asRole(byToken.c, `${byToken.path}/content`)).status).toBe(200);
    expect((await byToken.c.call("POST", `${byToken.path}/review`, ERASE)).status).toBe(200);
    expect(await byToken.isHeld()).toBe(false);

    const signedIn = await open();
    const both = await signedIn.as("both");
    expect(said(await both("POST", "/review", { outcome: "erase" }))).toEqual(UNREAD);
    expect((await both("GET", "/content")).status).toBe(200);
    expect((await both("POST", "/review", { outcome: "erase" })).status).toBe(200);
    expect(await signedIn.isHeld()).toBe(false);
  });

  it("can be erased once its sender has mended it", async () => {
    const { c, digest, path, isHeld } = await open();
    await inside(c.store).quarantine.mend(digest, "digest");
    expect((await c.call("POST", `${path}/review`, ERASE)).status).toBe(200);
    expect(await isHeld()).toBe(false);
  });

  it("can be kept longer, and is erased on its day all the same", async () => {
    const exchange = await open();
    const { c, path, isHeld } = exchange;
    const keep = { ...ERASE, outcome: "keep" };
    expect((await c.call("POST", `${path}/review`, keep)).status).toBe(200);
    exchange.setTime("2028-11-24T09:02:00Z");
    await c.gateway.maintain();
    expect(await isHeld()).toBe(false);
  });
});
