import { startProvider, type TestProvider } from "@safepassage/testing/provider";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createExchange, READING, requestS011, TOKENS } from "../world.ts";

let provider: TestProvider;
beforeAll(async () => {
  provider = await startProvider({ worker: { groups: ["workers"] } });
});
afterAll(() => provider.close());

describe("a body of the local API", () => {
  const { b } = createExchange();
  const post = (type: string) =>
    b.call("POST", "/v1/preview", requestS011(), { "content-type": type });

  it.each([
    "application/json;charset=utf-8",
    "application/json; charset=UTF-8",
    'Application/JSON; Charset="utf-8"',
  ])("is taken as %s", async (type) => {
    expect((await post(type)).status).toBe(200);
  });

  it.each([
    "application/json; charset=latin1",
    "application/json; version=1",
    "application/json; charset=utf-8; version=1",
    'application/json; charset="utf-8',
    "application/jsonx",
    "text/plain; charset=utf-8",
  ])("is refused as %s, with what may stand there", async (type) => {
    const { status, json } = await post(type);
    expect([status, json.code]).toEqual([415, "GATEWAY_CONTENT_TYPE_WRONG"]);
    expect(json.issues).toMatchObject([{ pointer: "/content-type" }]);
    expect(json.issues[0].fix).toContain("charset=utf-8, and no other");
  });
});

describe("HEAD", () => {
  it("is none of the local API's methods, and nothing is recorded of it", async () => {
    const { b, settle } = createExchange();
    const { json } = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
    await settle();
    const message = `/v1/messages/${json.digest}`;
    const paths = [message, `${message}/content`, "/v1/inbox", "/v1/events", "/v1/openapi.json"];
    for (const path of paths) {
      const headers = { authorization: `Bearer ${TOKENS.local}`, ...READING };
      const request = new Request(`http://127.0.0.1${path}`, { method: "HEAD", headers });
      expect([path, (await b.gateway.localFetch(request)).status]).toEqual([path, 404]);
    }
    const { events } = (await b.call("GET", `${message}/custody`)).json;
    const kinds = events.map(({ event }: { event: string }) => event);
    expect(kinds).not.toContain("contentRead");
  });
});

describe("an answer with status 401", () => {
  const challengeOf = async (people: boolean, headers: Record<string, string>, path = "/v1/me") => {
    const roles = { claim: "groups", caseworker: ["workers"] };
    const { issuer, audience } = provider;
    const own = people ? { "NGO-B": { people: { issuer, audience, roles } } } : {};
    const { b } = createExchange({ own });
    const request = new Request(`http://127.0.0.1${path}`, { headers });
    const response = await b.gateway.localFetch(request);
    expect(response.status).toBe(401);
    return response.headers.get("www-authenticate");
  };
  const BEARER = 'Bearer realm="safepassage"';
  const DPOP = 'DPoP algs="ES256 ES384 ES512 PS256 PS384 PS512 RS256 EdDSA Ed25519"';
  const BAD = 'error="invalid_token"';

  it("says how requests are authenticated, and nothing of an error where none was tried", async () => {
    expect(await challengeOf(false, {})).toBe(BEARER);
    expect(await challengeOf(false, {}, "/live")).toBe(BEARER);
    expect(await challengeOf(true, {})).toBe(`${BEARER}, ${DPOP}`);
    expect(await challengeOf(true, { authorization: "Basic eA==" })).toBe(`${BEARER}, ${DPOP}`);
  });

  it("says which token is not good", async () => {
    const bearer = { authorization: "Bearer nobody" };
    expect(await challengeOf(false, bearer)).toBe(`${BEARER}, ${BAD}`);
    expect(await challengeOf(true, { authorization: "Bearer a.b.c" })).toBe(
      `${BEARER}, ${BAD}, ${DPOP}`,
    );
    expect(await challengeOf(true, { authorization: "DPoP a.b.c" })).toBe(
      `${BEARER}, ${DPOP}, ${BAD}`,
    );
  });
});
