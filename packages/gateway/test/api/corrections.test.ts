import { describe, expect, it } from "vitest";
import { codesOf, NEED, refer } from "../correcting.ts";
import { inside } from "../inside.ts";
import { createExchange, READING, type TestGateway } from "../world.ts";

const OFFICER = { id: "staff-0042", assurance: 2 };
const PATH = `${NEED}/need.services`;

describe("a correction", () => {
  it("changes a value on both sides, and is sent once", async () => {
    const exchange = createExchange();
    const { b } = exchange;
    const { digest } = await refer(exchange);
    const key = { "idempotency-key": "correction-0001" };
    const correct = () =>
      b.call("POST", `/v1/messages/${digest}/corrections`, rectify(["legalAdvice"]), key);
    const first = await correct();
    expect([first.status, codesOf(first)]).toEqual([201, []]);
    expect((await correct()).json.digest).toBe(first.json.digest);
    await exchange.settle();
    for (const side of [exchange.b, exchange.c]) {
      expect(await servicesOf(side, digest)).toEqual(["legalAdvice"]);
    }
  });

  it("has a message restricted, and erased", async () => {
    const exchange = createExchange();
    const { digest } = await refer(exchange);
    const ask = (action: string, reason: string) =>
      exchange.b.call("POST", `/v1/messages/${digest}/corrections`, {
        ...{ action, reason, officer: OFFICER },
        changes: [{ path: PATH }],
      });
    const restricted = await ask("restrict", "contested");
    expect([restricted.status, codesOf(restricted)]).toEqual([201, []]);
    const erased = await ask("erase", "unlawful");
    expect([erased.status, codesOf(erased)]).toEqual([201, []]);
    await exchange.settle();
    const row = await inside(exchange.c.store).inbox.findByDigest(digest);
    expect(row?.content).toBeUndefined();
  });

  it("is refused for what this agency did not send, and with values that its action has not", async () => {
    const exchange = createExchange();
    const { digest } = await refer(exchange);
    const path = `/v1/messages/${digest}/corrections`;
    const theirs = await exchange.c.call("POST", path, rectify(["legalAdvice"]));
    expect([theirs.status, theirs.json.code]).toEqual([409, "GATEWAY_MESSAGE_RECEIVED"]);
    const none = await exchange.b.call("POST", path, {
      ...rectify(["legalAdvice"]),
      action: "erase",
    });
    expect(none.json.issues).toMatchObject([{ pointer: "/changes/0/values" }]);
    const without = { ...rectify(["legalAdvice"]), changes: [{ path: PATH }] };
    expect((await exchange.b.call("POST", path, without)).json.issues).toMatchObject([
      { pointer: "/changes/0/values", code: "MEMBER_MISSING" },
    ]);
    const wrong = await exchange.b.call("POST", path, rectify(["no such service"]));
    expect([wrong.status, wrong.json.code]).toEqual([422, "SCHEMA_INVALID"]);
    const code = { pointer: "/changes/0/values/0", code: "CODE_UNKNOWN", field: "need.services" };
    expect((await exchange.b.call("POST", path, rectify(["housing"]))).json.issues).toMatchObject([
      code,
    ]);
  });

  it("names each wrong place of the request, and none of the message that the gateway writes of it", async () => {
    const exchange = createExchange();
    const { digest } = await refer(exchange);
    const path = `/v1/messages/${digest}/corrections`;
    const [gid = ""] = PATH.split("/");
    const changes = [
      { path: PATH, values: ["legalAdvice"] },
      { path: `${gid}/need.nothing`, values: ["legalAdvice"] },
      { path: "short/need.services", values: ["legalAdvice"] },
    ];
    const request = { ...rectify([]), reason: "sloppy", changes };
    const { status, json } = await exchange.b.call("POST", path, request);
    expect([status, json.code]).toEqual([422, "SCHEMA_INVALID"]);
    expect(json.issues).toMatchObject([
      { pointer: "/reason", code: "CODE_UNKNOWN" },
      { pointer: "/changes/1/path", code: "FIELD_UNKNOWN" },
      { pointer: "/changes/2/path", code: "PATTERN_MISMATCH" },
    ]);
  });

  it("erases and restricts nothing where a place that it names has no value; what is set free is not looked at", async () => {
    const exchange = createExchange();
    const { b, c, settle } = exchange;
    const { digest } = await refer(exchange);
    const [gid = ""] = PATH.split("/");
    const changes = [{ path: PATH }, { path: `${gid}/need.health` }];
    const correct = (action: string, at: object = changes) => {
      const request = { ...rectify([]), action, changes: at };
      return b.call("POST", `/v1/messages/${digest}/corrections`, request);
    };
    for (const action of ["erase", "restrict"]) {
      const { status, json } = await correct(action);
      expect([action, status, json.code]).toEqual([
        ...[action, 422, "GATEWAY_CORRECTION_PLACE_UNKNOWN"],
      ]);
      expect(json.issues).toEqual([{ pointer: "/changes/1/path" }]);
    }
    // An earlier version has restricted such a place.
    expect((await correct("unrestrict")).status).toBe(201);
    // A value that a correction has added stands there.
    const added = { ...rectify(["legalAdvice"]), action: "complete" };
    expect((await b.call("POST", `/v1/messages/${digest}/corrections`, added)).status).toBe(201);
    await settle();
    expect((await correct("restrict", [{ path: PATH }])).status).toBe(201);
    expect((await correct("erase", [{ path: PATH }])).status).toBe(201);
    await settle();
    const read = await c.call("GET", `/v1/messages/${digest}/content`, undefined, READING);
    expect(read.json.code).toBe("API_CONTENT_ERASED");
  });

  it("names the change that its recipient would refuse", async () => {
    const exchange = createExchange();
    const { digest } = await refer(exchange);
    const path = `/v1/messages/${digest}/corrections`;
    const [gid = ""] = PATH.split("/");
    const places = async (request: object) => {
      const { status, json } = await exchange.b.call("POST", path, request);
      expect([status, json.code]).toEqual([422, "GATEWAY_DRAFT_REFUSED"]);
      return json.findings.map(({ code, pointer }: Record<string, string>) => [code, pointer]);
    };
    const changes = [
      { path: PATH, values: ["legalAdvice"] },
      { path: `${gid}/need.health`, values: ["urgent"] },
    ];
    expect(await places({ ...rectify([]), changes })).toEqual([
      ["R79_TARGET_NO_LEAF", "/changes/1"],
    ]);
  });
});

const rectify = (values: readonly string[]) => ({
  ...{ action: "rectify", reason: "inaccurate", officer: OFFICER },
  changes: [{ path: PATH, values }],
});

async function servicesOf(side: TestGateway, digest: string): Promise<unknown> {
  const path = `/v1/messages/${digest}/content`;
  const { json } = await side.call("GET", path, undefined, READING);
  const { leaves } = json.message.body[NEED];
  return leaves
    .filter(({ f }: { f: string }) => f === "need.services")
    .map(({ v }: { v: unknown }) => v);
}
