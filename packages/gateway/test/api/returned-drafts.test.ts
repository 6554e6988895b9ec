import { createOfficerRef } from "@safepassage/agency";
import { startProvider, type TestProvider } from "@safepassage/testing/provider";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inside } from "../inside.ts";
import { DRAFT, FOUR_EYES, OFFICER_KEY, openDrafting } from "./drafting.ts";
import { followEvents } from "./follow-events.ts";

let provider: TestProvider;
beforeAll(async () => {
  const sure = { acr: "substantial" };
  provider = await startProvider({
    author: { groups: ["workers", "approvers"], ...sure },
    approver: { groups: ["approvers"], ...sure },
    second: { groups: ["approvers"], ...sure },
  });
});
afterAll(() => provider.close());

/** NGO-B, with a draft that an approver has read. */
async function read(terms: object = FOUR_EYES) {
  const world = openDrafting(provider, terms);
  const [author, approver] = [await world.as("author"), await world.as("approver")];
  const { id } = (await author("POST", "/v1/drafts", { draft: DRAFT })).json;
  const path = `/v1/drafts/${id}`;
  await approver("GET", path);
  const listed = async () => (await author("GET", "/v1/drafts")).json.entries[0];
  const approve = async (call = approver) =>
    call("POST", `${path}/approval`, (await call("POST", `${path}/preview`)).json.approval);
  return { ...world, author, approver, id, path, listed, approve };
}

const BACK = { revision: 1, reason: "TOO_MUCH" };
const OTHER = { ...DRAFT, case: "case-18" };

describe("a draft that a second officer sends back", () => {
  it("says who sent it back, when and why, until it is approved", async () => {
    const { author, approver, path, listed, approve } = await read();
    const back = await approver("POST", `${path}/return`, BACK);
    const returned = { ...BACK, officer: "approver", at: "2026-11-24T09:02:00Z" };
    expect([back.status, back.json.returned]).toEqual([200, returned]);
    expect((await listed()).returned).toEqual(returned);
    expect((await author("GET", path)).json.returned).toEqual(returned);

    await author("PUT", path, { revision: 1, draft: DRAFT });
    expect(await listed()).toMatchObject({ revision: 1, returned });
    await author("PUT", path, { revision: 1, draft: OTHER });
    expect(await listed()).toMatchObject({ revision: 2, returned });
    expect((await approve()).status).toBe(200);
    const { approval, returned: gone } = await listed();
    expect([approval.officer, gone]).toEqual(["approver", undefined]);
    expect((await author("POST", `${path}/submission`)).status).toBe(201);
  });

  it("is on record once, though its officers ask again after a lost answer", async () => {
    const { author, approver, b, path, approve } = await read();
    const acts = async () => {
      const { entries } = (await b.call("GET", "/v1/acts")).json;
      return entries
        .filter(({ act }: { act: string }) => act !== "contentRead")
        .map(({ act, role, code }: Record<string, string>) => [act, role, code]);
    };
    const back = await approver("POST", `${path}/return`, BACK);
    expect(await approver("POST", `${path}/return`, BACK)).toEqual(back);
    const other = { ...BACK, reason: "NO_GROUND" };
    expect((await approver("POST", `${path}/return`, other)).status).toBe(200);
    await author("PUT", path, { revision: 1, draft: OTHER });
    await approver("GET", path);
    const approved = await approve();
    expect(await approve()).toEqual(approved);
    const sent = await author("POST", `${path}/submission`);
    const both = "caseworker approver";
    const { digest } = approved.json.approval;
    expect(await acts()).toEqual([
      ["draftSubmitted", both, sent.json.digest],
      ["messageApproved", "approver", digest],
      ["messageSubmitted", both, path.slice("/v1/drafts/".length)],
      ["draftApproved", "approver", digest],
      ["draftChanged", both, undefined],
      ["draftReturned", "approver", "NO_GROUND"],
      ["draftReturned", "approver", "TOO_MUCH"],
      ["draftKept", both, undefined],
    ]);
  });

  it("loses its approval, also one that another officer gave, and is not sent", async () => {
    const { as, author, approver, path, listed, approve } = await read();
    await approve();
    expect((await approver("POST", `${path}/return`, BACK)).json.approval).toBeUndefined();
    expect((await author("POST", `${path}/submission`)).json.code).toBe("GATEWAY_APPROVAL_NEEDED");
    const second = await as("second");
    await approve(second);
    await approver("POST", `${path}/return`, { ...BACK, reason: "DANGER" });
    expect(await listed()).toMatchObject({ returned: { reason: "DANGER" } });
    expect((await listed()).approval).toBeUndefined();
    // Two officers may see it differently: another one can approve it as it is.
    expect((await approve(second)).status).toBe(200);
    expect((await author("POST", `${path}/submission`)).status).toBe(201);
  });

  it("is told to those who follow, and names its officer in the record of acts", async () => {
    const { b, approver, id, path } = await read();
    const events = await followEvents(b);
    await approver("POST", `${path}/return`, BACK);
    const told = (await events.next?.(1)) ?? [];
    await events.stop?.();
    expect(told[0]?.data).toMatchObject({ event: "draft", code: "returned", ref: id });
    const acts = (await b.call("GET", "/v1/acts?act=draftReturned")).json.entries;
    expect(acts).toEqual([
      expect.objectContaining({ ref: id, code: "TOO_MUCH", officer: "approver" }),
    ]);
  });

  it("is an alarm where nobody changes it for three days", async () => {
    const { b, approver, id, path, setTime } = await read();
    const alarmsAt = async (time: string) => {
      setTime(time);
      await b.gateway.maintain();
      const { json } = await b.call("GET", "/v1/alarms?event=draftWaits");
      return json.entries.map(({ ref, code, at }: Record<string, string>) => [ref, code, at]);
    };
    setTime("2026-11-26T09:02:00Z");
    await approver("POST", `${path}/return`, BACK);
    expect(await alarmsAt("2026-11-29T09:01:59Z")).toEqual([]);
    const told = [id, "returned", "2026-11-29T09:02:00Z"];
    expect(await alarmsAt("2026-11-29T09:02:00Z")).toEqual([told]);
  });
});

describe("an approval that counts no more", () => {
  const UNAPPROVED = "/v1/acts?act=draftUnapproved";

  it("ends where the draft would go otherwise, and the draft waits again", async () => {
    const { b, author, approver, id, path, listed } = await read();
    const { digest } = (await approver("POST", `${path}/preview`)).json.approval;
    const give = () =>
      inside(b.store).drafts.approve(id, {
        ...{ digest: "0".repeat(43), by: "unused", at: "2026-11-24T09:02:00Z" },
        officer: createOfficerRef("approver", OFFICER_KEY),
      });
    await give();
    const events = await followEvents(b);
    const sent = await author("POST", `${path}/submission`);
    expect([sent.status, sent.json.code]).toEqual([409, "GATEWAY_APPROVAL_OTHER"]);
    expect((await listed()).approval).toBeUndefined();
    const told = (await events.next?.(1)) ?? [];
    await events.stop?.();
    expect(told[0]?.data).toMatchObject({ event: "draft", code: "unapproved", ref: id });
    const [act] = (await b.call("GET", UNAPPROVED)).json.entries;
    expect([act.ref, act.officer]).toEqual([id, undefined]);

    await give();
    await author("POST", `${path}/preview`);
    expect((await listed()).approval).toBeUndefined();
    await approver("POST", `${path}/approval`, { digest });
    await author("POST", `${path}/preview`);
    expect((await listed()).approval.digest).toBe(digest);
    expect((await b.call("GET", UNAPPROVED)).json.entries).toHaveLength(2);
  });

  it("ends where its officer is locked out", async () => {
    const { as, b, author, path, listed, approve } = await read();
    await approve();
    await b.call("POST", "/v1/locks", { officer: "approver" });
    const sent = await author("POST", `${path}/submission`);
    expect(sent.json.code).toBe("API_DRAFT_OFFICER_LOCKED");
    expect((await listed()).approval).toBeUndefined();
    expect((await approve(await as("second"))).status).toBe(200);
    expect((await author("POST", `${path}/submission`)).status).toBe(201);
  });

  it("has the draft wait anew: its alarm counts from then", async () => {
    const { b, author, approver, id, path, approve, setTime } = await read();
    await approve();
    setTime("2026-11-26T09:02:00Z");
    await b.call("POST", "/v1/locks", { officer: "approver" });
    await author("POST", `${path}/submission`);
    const alarmsAt = async (time: string) => {
      setTime(time);
      await b.gateway.maintain();
      const { json } = await b.call("GET", "/v1/alarms?event=draftWaits");
      return json.entries.map(({ ref, code }: Record<string, string>) => [ref, code]);
    };
    expect(await alarmsAt("2026-11-29T09:01:59Z")).toEqual([]);
    expect(await alarmsAt("2026-11-29T09:02:00Z")).toEqual([[id, undefined]]);
    expect((await approver("GET", path)).status).toBe(403);
  });
});

describe("a draft is not sent back", () => {
  it("by an approver who has not read it as it is", async () => {
    const { as, author, approver, path, setTime, listed } = await read();
    const unseen = await (await as("second"))("POST", `${path}/return`, BACK);
    expect([unseen.status, unseen.json.code]).toEqual([409, "API_DRAFT_UNSEEN"]);
    setTime("2026-11-24T10:02:00Z");
    await author("PUT", path, { revision: 1, draft: OTHER });
    const late = await approver("POST", `${path}/return`, BACK);
    expect([late.status, late.json.code]).toEqual([409, "API_DRAFT_CHANGED"]);
    const blind = await approver("POST", `${path}/return`, { ...BACK, revision: 2 });
    expect(blind.json.code).toBe("API_DRAFT_UNSEEN");
    expect((await listed()).returned).toBeUndefined();
  });

  it("by who composed it, by a system, or for a reason that is none", async () => {
    const { b, author, approver, path } = await read();
    await author("GET", path);
    const own = await author("POST", `${path}/return`, BACK);
    expect([own.status, own.json.code]).toEqual([403, "GATEWAY_APPROVAL_NOT_INDEPENDENT"]);
    expect((await b.call("POST", `${path}/return`, BACK)).status).toBe(403);
    const odd = await approver("POST", `${path}/return`, { ...BACK, reason: "Ask Ana" });
    expect([odd.status, odd.json.code]).toEqual([400, "GATEWAY_BODY_INVALID"]);
  });

  it("where nobody has to approve it, or once it is sent", async () => {
    const alone = await read({});
    const idle = await alone.approver("POST", `${alone.path}/return`, BACK);
    expect([idle.status, idle.json.code]).toEqual([409, "GATEWAY_APPROVAL_IDLE"]);
    const { author, approver, path, approve } = await read();
    await approve();
    await author("POST", `${path}/submission`);
    const sent = await approver("POST", `${path}/return`, BACK);
    expect([sent.status, sent.json.code]).toEqual([410, "API_DRAFT_CLOSED"]);
  });
});
