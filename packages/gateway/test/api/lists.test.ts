import { describe, expect, it } from "vitest";
import { PERSON } from "../correcting.ts";
import { inside } from "../inside.ts";
import { createExchange, NGO_B, NGO_C, requestS011, TOKENS } from "../world.ts";

/** NGO-B has sent this many referrals to NGO-C. */
async function exchanged(count: number) {
  const exchange = createExchange();
  const digests: string[] = [];
  for (let number = 0; number < count; number++) {
    const { json } = await exchange.b.call("POST", "/v1/messages", {
      draft: { ...requestS011(), case: "case-17", people: { [PERSON]: "case-17" } },
      mode: "asIs",
    });
    digests.unshift(json.digest);
    // One after the other, so that they arrive in this order.
    await exchange.settle();
  }
  return { ...exchange, digests };
}

const digestsOf = ({ json }: { json: { entries: readonly { digest: string }[] } }) =>
  json.entries.map(({ digest }) => digest);

describe("a list", () => {
  it("has the newest first, page by page, without what a message says", async () => {
    const { c, digests } = await exchanged(3);
    const first = await c.call("GET", "/v1/inbox?limit=2");
    expect(first.status).toBe(200);
    expect(digestsOf(first)).toEqual(digests.slice(0, 2));
    const next = await c.call("GET", `/v1/inbox?limit=2&cursor=${first.json.next}`);
    expect(digestsOf(next)).toEqual(digests.slice(2));
    expect(next.json).not.toHaveProperty("next");
    expect(first.json.entries[0]).toEqual({
      digest: digests[0],
      id: expect.any(String),
      messageType: "referral",
      purpose: "ASSISTANCE_REFERRAL",
      sender: NGO_B,
      state: "accepted",
      receivedAt: "2026-11-24T09:02:00Z",
      eraseBy: expect.any(String),
    });
  });

  it("admits what its filters admit", async () => {
    const { b, digests } = await exchanged(2);
    const count = async (query: string) =>
      digestsOf(await b.call("GET", `/v1/outbox?${query}`)).length;
    const other = encodeURIComponent(NGO_C);
    expect(await count(`recipient=${other}&state=decided&messageType=referral&erased=false`)).toBe(
      2,
    );
    expect(await count(`recipient=${encodeURIComponent(NGO_B)}`)).toBe(0);
    expect(await count("state=queued")).toBe(0);
    expect(await count("since=2026-11-24T09:02:00Z&until=2026-11-24T09:02:01Z")).toBe(2);
    expect(await count("until=2026-11-24T09:02:00Z")).toBe(0);
    await inside(b.store).outbox.erase(digests[0] ?? "", "2026-11-25T00:00:00Z");
    expect(await count("erased=true")).toBe(1);
  });

  it("refuses a cursor of another list, with other filters, or of nobody", async () => {
    const { b } = await exchanged(2);
    const { json } = await b.call("GET", "/v1/outbox?limit=1");
    for (const path of [
      `/v1/inbox?limit=1&cursor=${json.next}`,
      `/v1/outbox?limit=1&state=decided&cursor=${json.next}`,
      `/v1/outbox?cursor=${json.next.slice(0, -1)}x`,
      "/v1/outbox?cursor=x",
    ]) {
      const refused = await b.call("GET", path);
      expect([path, refused.status, refused.json.code]).toEqual([path, 400, "API_CURSOR_INVALID"]);
    }
  });

  it.each([
    ["limit=0", "/limit"],
    ["limit=1e1", "/limit"],
    ["limit=1&limit=2", "/limit"],
    ["state=gone", "/state"],
    ["erased=yes", "/erased"],
    ["since=yesterday", "/since"],
    ["name=Amina", ""],
  ])("refuses %s, and repeats nothing of it", async (query, pointer) => {
    const { b } = createExchange();
    const { status, json } = await b.call("GET", `/v1/outbox?${query}`);
    expect([status, json.code]).toEqual([400, "API_PARAMETER_INVALID"]);
    expect(json.issues.map((issue: { pointer: string }) => issue.pointer)).toEqual([pointer]);
    expect(JSON.stringify(json)).not.toMatch(/gone|yes|Amina|1e1/);
  });
});

describe("one message", () => {
  it("is shown without content; its content is read for a reason, and that is recorded", async () => {
    const { c, digests } = await exchanged(1);
    const [digest = ""] = digests;
    const shown = await c.call("GET", `/v1/messages/${digest}`);
    expect(shown.json).toMatchObject({ box: "inbox", digest, sender: NGO_B, state: "accepted" });
    expect(JSON.stringify(shown.json)).not.toContain("subject");
    const path = `/v1/messages/${digest}/content`;
    const read = (headers: Record<string, string>) => c.call("GET", path, undefined, headers);
    expect((await read({})).json.code).toBe("API_REASON_MISSING");
    const reason = { "safepassage-reason": "CASE_WORK" };
    expect((await read(reason)).json.code).toBe("API_OFFICER_MISSING");
    const officer = { "safepassage-officer": "staff-0042", "safepassage-assurance": "2" };
    const content = await read({ ...reason, ...officer });
    expect(content.json).toMatchObject({ digest, box: "inbox", judgement: { findings: [] } });
    expect(content.json.message.body).toBeDefined();
    const custody = await c.call("GET", `/v1/messages/${digest}/custody`);
    expect(custody.json.events).toEqual([
      {
        ...{ event: "contentRead", at: "2026-11-24T09:02:00Z", code: "CASE_WORK" },
        ...{ officer: "staff-0042", role: "machine.2" },
      },
    ]);
    expect(JSON.stringify(c.log)).not.toContain("staff-0042");
  });

  it("is for no token of the quarantine, unless it is in it", async () => {
    const { c, digests } = await exchanged(1);
    const path = `/v1/messages/${digests[0]}/content`;
    const { status, json } = await c.call("GET", path, undefined, {
      authorization: `Bearer ${TOKENS.quarantine.dutyOfficer}`,
      "safepassage-reason": "CASE_WORK",
    });
    expect([status, json.code]).toEqual([403, "API_ROLE_MISSING"]);
    const none = await c.call("GET", path, undefined, { authorization: "Bearer nobody" });
    expect([none.status, none.json.code]).toEqual([401, "GATEWAY_UNAUTHORISED"]);
  });

  it("has all that was done with it, the newest first, page by page", async () => {
    const { b, digests } = await exchanged(1);
    const path = `/v1/messages/${digests[0]}`;
    const why = { "safepassage-officer": "staff-0007", "safepassage-assurance": "2" };
    for (const reason of ["CASE_WORK", "ANSWER", "PERSON_REQUEST"]) {
      const headers = { ...why, "safepassage-reason": reason };
      await b.call("GET", `${path}/content`, undefined, headers);
    }
    const first = (await b.call("GET", `${path}/custody?limit=2`)).json;
    expect(first.events.map(({ code }: { code: string }) => code)).toEqual([
      "PERSON_REQUEST",
      "ANSWER",
    ]);
    const rest = (await b.call("GET", `${path}/custody?limit=2&cursor=${first.next}`)).json;
    expect(rest.events[0].code).toBe("CASE_WORK");
    const other = await b.call("GET", `/v1/outbox?cursor=${first.next}`);
    expect(other.json.code).toBe("API_CURSOR_INVALID");
  });

  it("is found by its case and its person while it is held, on both sides, and not after", async () => {
    const { b, c, digests } = await exchanged(1);
    const [digest = ""] = digests;
    const find = async (side: typeof b, by: "case" | "person", id: string) =>
      (await side.call("POST", `/v1/searches/${by}`, { [by]: id })).json;
    expect((await find(b, "case", "case-17")).sent).toMatchObject([{ digest }]);
    expect((await find(b, "person", "case-17")).sent).toMatchObject([{ digest }]);
    const none = { received: [], sent: [], isMore: false };
    expect(await find(b, "case", "another")).toEqual(none);
    // What one agency files by is not what another does.
    expect(await find(c, "person", "case-17")).toEqual(none);
    const labels = { case: "file-7", people: ["woman-7"] };
    const filed = await c.call("POST", `/v1/messages/${digest}/labels`, labels);
    expect(filed.status).toBe(204);
    expect((await find(c, "case", "file-7")).received).toMatchObject([{ digest }]);
    expect((await find(c, "person", "woman-7")).received).toMatchObject([{ digest }]);
    // A case and a person of the same id are not mixed up.
    expect(await find(c, "person", "file-7")).toEqual(none);
    await inside(c.store).inbox.erase(digest, "2026-11-25T00:00:00Z");
    expect(await find(c, "case", "file-7")).toEqual(none);
    expect(await find(c, "person", "woman-7")).toEqual(none);
    const late = await c.call("POST", `/v1/messages/${digest}/labels`, labels);
    expect([late.status, late.json.code]).toEqual([410, "API_CONTENT_ERASED"]);
  });
});
