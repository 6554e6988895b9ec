import { describe, expect, it } from "vitest";
import { codesOf } from "../correcting.ts";
import { fixture, requestS041 } from "../drafts.ts";
import { entityOf } from "../federation.ts";
import { inside } from "../inside.ts";
import { createExchange, READING, requestS011 } from "../world.ts";

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
    const read = async () => (await exchange.c.call("GET", path, undefined, READING)).json;
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
    const read = await exchange.b.call("GET", `/v1/drafts/${json.id}`, undefined, READING);
    expect(read.json).toMatchObject({ recipient: entityOf("Police-C"), inReplyTo: asked });
  });

  it("says nothing of a message that it cannot answer any more, and of none if it answers none", async () => {
    const { exchange, asked } = await policeRequest();
    const inReplyToOf = async ({ json }: Awaited<ReturnType<typeof exchange.c.call>>) => {
      const got = await exchange.c.call("GET", `/v1/drafts/${json.id}`, undefined, READING);
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
