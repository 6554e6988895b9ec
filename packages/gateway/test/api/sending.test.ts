import { randomId } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { codesOf, NEED, PERSON, refer } from "../correcting.ts";
import { fixture, requestS041 } from "../drafts.ts";
import { entityOf } from "../federation.ts";
import { inside } from "../inside.ts";
import { queueAnother } from "../withdrawing.ts";
import { createExchange, requestS011, type TestExchange, type TestGateway } from "../world.ts";

const OFFICER = { id: "staff-0042", assurance: 2 };
const READS = {
  ...{ "safepassage-reason": "CASE_WORK", "safepassage-officer": "staff-0042" },
  "safepassage-assurance": "2",
};
const PATH = `${NEED}/need.services`;
const UNKNOWN = "0".repeat(43);

describe("a draft that goes on with a message", () => {
  it("answers a request with what the answer says, and nothing else", async () => {
    const { exchange, asked } = await policeRequest();
    const draft = answer(asked);
    const preview = await exchange.c.call("POST", "/v1/preview", draft);
    expect([preview.status, preview.json.maySend]).toEqual([200, true]);
    // What is proposed depends on what the request says.
    expect((await exchange.c.call("GET", "/v1/acts")).json.entries).toMatchObject([
      { act: "contentRead", ref: asked, code: "ANSWER", officer: requestS041().officer.id },
    ]);
    const sent = await exchange.c.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect([sent.status, codesOf(sent)]).toEqual([201, []]);
    await exchange.settle();
    const { json } = await exchange.b.call("GET", `/v1/messages/${asked}`);
    expect(json).toMatchObject({
      ...{ answerClock: { state: "answered" }, answeredBy: [sent.json.digest] },
      verdict: "accept",
    });
    // Nobody has to read an answer to know which case it belongs to.
    const { entries } = (await exchange.b.call("GET", "/v1/inbox")).json;
    expect(entries).toMatchObject([{ digest: sent.json.digest, inReplyTo: asked }]);
    const found = await exchange.b.call("POST", "/v1/searches/case", { case: "case-17" });
    expect(found.json.received).toMatchObject([{ digest: sent.json.digest }]);
  });

  it("is kept, and submitted from there", async () => {
    const { exchange, asked } = await policeRequest();
    const kept = await exchange.c.call("POST", "/v1/drafts", { draft: answer(asked) });
    expect(kept.json).toMatchObject({ recipient: entityOf("Police-B"), messageType: "response" });
    const sent = await exchange.c.call("POST", `/v1/drafts/${kept.json.id}/submission`);
    expect([sent.status, codesOf(sent)]).toEqual([201, []]);
  });

  it("says what it answers when it is read, and can be changed as it was kept", async () => {
    const { exchange, asked } = await policeRequest();
    const { json } = await exchange.c.call("POST", "/v1/drafts", { draft: answer(asked) });
    const path = `/v1/drafts/${json.id}`;
    const read = async () => (await exchange.c.call("GET", path, undefined, READS)).json;
    const { draft: kept, inReplyTo, ...entry } = await read();
    expect(inReplyTo).toBe(asked);
    const { recipient: _, purpose: __, agreement: ___, ...own } = kept;
    const other = { case: "case-18" };
    const changed = { revision: 1, draft: { ...own, ...other, inReplyTo } };
    expect((await exchange.c.call("PUT", path, changed)).status).toBe(200);
    const draft = { ...kept, ...other };
    expect(await read()).toEqual({ ...entry, revision: 2, inReplyTo: asked, draft });
    // What states the id itself, as a case system may, answers the same message.
    expect((await exchange.c.call("PUT", path, { revision: 2, draft: kept })).status).toBe(200);
    expect(await read()).toEqual({ ...entry, revision: 3, inReplyTo: asked, draft: kept });
  });

  it("says which message of its own agency it goes on with", async () => {
    const { exchange, asked } = await policeRequest();
    const draft = { ...answer(asked), messageType: "update" };
    const { json } = await exchange.b.call("POST", "/v1/drafts", { draft });
    const read = await exchange.b.call("GET", `/v1/drafts/${json.id}`, undefined, READS);
    expect(read.json).toMatchObject({ recipient: entityOf("Police-C"), inReplyTo: asked });
  });

  it("says nothing of a message that it cannot answer any more, and of none if it answers none", async () => {
    const { exchange, asked } = await policeRequest();
    const inReplyToOf = async ({ json }: Awaited<ReturnType<typeof exchange.c.call>>) => {
      const got = await exchange.c.call("GET", `/v1/drafts/${json.id}`, undefined, READS);
      return [got.status, got.json.inReplyTo];
    };
    const kept = await exchange.c.call("POST", "/v1/drafts", { draft: answer(asked) });
    await inside(exchange.c.store).inbox.erase(asked, "2026-11-25T00:00:00Z");
    expect(await inReplyToOf(kept)).toEqual([200, undefined]);
    const draft = { ...requestS041(), recipient: entityOf("Police-B") };
    const other = await exchange.c.call("POST", "/v1/drafts", { draft });
    expect(await inReplyToOf(other)).toEqual([200, undefined]);
  });

  it("says neither less nor more than a draft needs", async () => {
    const { b } = createExchange();
    const { recipient: _, ...without } = requestS011();
    const less = await b.call("POST", "/v1/preview", without);
    expect(less.json.issues).toMatchObject([{ pointer: "/recipient", code: "MEMBER_MISSING" }]);
    const none = await b.call("POST", "/v1/preview", {});
    expect(none.json.issues.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      ...["/agreement", "/body", "/legalBases", "/messageType", "/purpose", "/recipient"],
    ]);
    const more = await b.call("POST", "/v1/preview", { ...requestS011(), inReplyTo: UNKNOWN });
    expect(more.json.issues.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      "/agreement",
      "/purpose",
      "/recipient",
    ]);
  });

  it("names no message that is unknown or erased", async () => {
    const { exchange, asked } = await policeRequest();
    const ask = async (digest: string) =>
      (await exchange.c.call("POST", "/v1/preview", answer(digest))).json.code;
    expect(await ask(UNKNOWN)).toBe("GATEWAY_MESSAGE_UNKNOWN");
    await inside(exchange.c.store).inbox.erase(asked, "2026-11-25T00:00:00Z");
    expect(await ask(asked)).toBe("API_CONTENT_ERASED");
  });
});

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
    const read = await c.call("GET", `/v1/messages/${digest}/content`, undefined, READS);
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

describe("a withdrawal", () => {
  it("needs the message alone where it rests on one consent", async () => {
    const exchange = createExchange();
    const { digest } = await refer(exchange);
    const { status } = await withdraw(exchange, { digest });
    expect(status).toBe(201);
    await exchange.settle();
    expect(await isHeld(exchange, digest)).toBe(false);
  });

  it("needs the consent alone, and takes every message that was sent on it", async () => {
    const exchange = createExchange();
    const { b } = exchange;
    const ref = "HN-LG3fF5cxcTcDCGUe85g";
    const drafts = [1, 2].map(() => ({
      ...withPseudonym(randomId()),
      consents: requestS011().consents?.map((consent) => ({ ...consent, ref })),
    }));
    const sent: { digest: string; consents: string[] }[] = [];
    for (const draft of drafts) {
      sent.push((await b.call("POST", "/v1/messages", { draft, mode: "asIs" })).json);
    }
    expect(sent.map(({ consents }) => consents)).toEqual([[ref], [ref]]);
    const other = await refer(exchange);
    await exchange.settle();
    const { status, json } = await withdraw(exchange, { consentRef: ref });
    // Two exchanges, so two corrections.
    expect([status, json.further?.length]).toEqual([201, 1]);
    await exchange.settle();
    const held = await Promise.all([...sent, other].map(({ digest }) => isHeld(exchange, digest)));
    expect(held).toEqual([false, false, true]);
  });

  it("takes what was queued since, of the same exchange", async () => {
    const exchange = createExchange();
    const first = await refer(exchange);
    const second = await queueAnother(exchange, first);
    await exchange.settle();
    await withdraw(exchange, { digest: first.digest });
    await exchange.settle();
    expect(await isHeld(exchange, second.digest)).toBe(false);
  });

  it("is refused where nothing is named, or nothing rests on it", async () => {
    const exchange = createExchange();
    const nothing = await withdraw(exchange, {});
    expect([nothing.status, nothing.json.code]).toEqual([400, "GATEWAY_BODY_INVALID"]);
    const unknown = await withdraw(exchange, { consentRef: "HN-LG3fF5cxcTcDCGUe85g" });
    expect(unknown.json.code).toBe("GATEWAY_WITHDRAWAL_IMPOSSIBLE");
  });
});

/** Police-B has asked Police-C. */
async function policeRequest() {
  const exchange = createExchange({ parties: ["Police-B", "Police-C"] });
  const { json } = await exchange.b.call("POST", "/v1/messages", {
    draft: { ...requestS041(), case: "case-17" },
    mode: "asIs",
  });
  await exchange.settle();
  return { exchange, asked: json.digest as string };
}

/** What Police-C answers. */
function answer(inReplyTo: string) {
  const { recipient: _, purpose: __, agreement: ___, ...request } = requestS041();
  return {
    ...request,
    inReplyTo,
    messageType: "response",
    legalBases: ["DIR2023/977#5"],
    body: fixture(1, 3).message.body,
  };
}

/** S01.1 about a person who goes by another pseudonym. */
function withPseudonym(pseudonym: string) {
  const request = requestS011();
  const body = structuredClone(request.body) as Record<
    string,
    { leaves: { f: string; v: unknown }[] }
  >;
  for (const leaf of body[PERSON]?.leaves ?? []) {
    if (leaf.f === "subject.pseudonym") leaf.v = pseudonym;
  }
  return { ...request, body };
}

const rectify = (values: readonly string[]) => ({
  ...{ action: "rectify", reason: "inaccurate", officer: OFFICER },
  changes: [{ path: PATH, values }],
});

async function servicesOf(side: TestGateway, digest: string): Promise<unknown> {
  const path = `/v1/messages/${digest}/content`;
  const { json } = await side.call("GET", path, undefined, READS);
  const { leaves } = json.message.body[NEED];
  return leaves
    .filter(({ f }: { f: string }) => f === "need.services")
    .map(({ v }: { v: unknown }) => v);
}

const withdraw = ({ b }: TestExchange, named: object) =>
  b.call("POST", "/v1/withdrawals", { ...named, officer: OFFICER });

const isHeld = async ({ c }: TestExchange, digest: string) =>
  (await inside(c.store).inbox.findByDigest(digest))?.content !== undefined;
