import { createOfficerRef, readOfficerRef } from "@safepassage/agency";
import { startProvider, type TestProvider } from "@safepassage/testing/provider";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inside } from "../inside.ts";
import { createWarningExchange, warning } from "../warning-world.ts";
import { requestS011 } from "../world.ts";
import { asOfficer, DRAFT, FOUR_EYES, knowing, OFFICER_KEY, openDrafting } from "./drafting.ts";
import { followEvents } from "./follow-events.ts";

let provider: TestProvider;
beforeAll(async () => {
  const sure = { acr: "substantial" };
  provider = await startProvider({
    author: { groups: ["workers", "approvers"], ...sure },
    colleague: { groups: ["workers", "approvers"], ...sure },
    fourth: { groups: ["workers", "approvers"], ...sure },
    third: { groups: ["workers", "approvers"], ...sure },
    unsure: { groups: ["workers", "approvers"], acr: "none" },
  });
});
afterAll(() => provider.close());

type World = ReturnType<typeof openDrafting>;
type Call = Awaited<ReturnType<World["as"]>>;

const keep = async (call: Call, draft: object = DRAFT): Promise<string> =>
  `/v1/drafts/${(await call("POST", "/v1/drafts", { draft })).json.id}`;

const approve = async (call: Call, path: string) =>
  call("POST", `${path}/approval`, (await call("POST", `${path}/preview`)).json.approval);

/** Who has composed and sent a message, by its custody. */
const custodyOf = async ({ b }: Pick<World, "b">, digest: string): Promise<readonly string[]> => {
  const { json } = await b.call("GET", `/v1/messages/${digest}/custody`);
  return json.events
    .map(({ event, officer }: Record<string, string>) => `${event} ${officer}`)
    .filter((line: string) => line.startsWith("message"));
};

describe("who has composed a draft at any revision", () => {
  it("does not approve it, though somebody else has saved or changed it since", async () => {
    const { as } = openDrafting(provider, FOUR_EYES);
    const [author, colleague, third] = [
      await as("author"),
      await as("colleague"),
      await as("third"),
    ];
    const path = await keep(author);
    await colleague("PUT", path, { revision: 1, draft: DRAFT });
    const own = await approve(author, path);
    expect([own.status, own.json.code]).toEqual([403, "GATEWAY_APPROVAL_NOT_INDEPENDENT"]);
    await colleague("PUT", path, { revision: 1, draft: { ...DRAFT, case: "case-18" } });
    for (const call of [author, colleague]) {
      expect((await approve(call, path)).json.code).toBe("GATEWAY_APPROVAL_NOT_INDEPENDENT");
    }
    expect((await approve(third, path)).status).toBe(200);
  });

  it("has not approved it, though an earlier version took the approval", async () => {
    const { as, b } = openDrafting(provider, FOUR_EYES);
    const [author, colleague] = [await as("author"), await as("colleague")];
    const path = await keep(author);
    await colleague("PUT", path, { revision: 1, draft: { ...DRAFT, case: "case-18" } });
    const { digest } = (await author("POST", `${path}/preview`)).json.approval;
    await inside(b.store).drafts.approve(path.split("/").at(-1) ?? "", {
      ...{ digest, by: "unused", at: "2026-11-24T09:02:00Z" },
      officer: createOfficerRef("Author", OFFICER_KEY),
    });
    const sent = await colleague("POST", `${path}/submission`);
    expect(sent.json.code).toBe("GATEWAY_APPROVAL_NOT_INDEPENDENT");
  });

  it("is named in the custody of the message beside who has sent it", async () => {
    const world = openDrafting(provider, {});
    const { as } = world;
    const [author, colleague, third] = [
      await as("author"),
      await as("colleague"),
      await as("third"),
    ];
    const path = await keep(author);
    const own = await author("POST", `${path}/submission`);
    expect(await custodyOf(world, own.json.digest)).toEqual(["messageSubmitted author"]);

    const other = await keep(author, { ...DRAFT, case: "case-17" });
    await colleague("PUT", other, { revision: 1, draft: { ...DRAFT, case: "case-18" } });
    const sent = await third("POST", `${other}/submission`);
    expect(await custodyOf(world, sent.json.digest)).toEqual([
      ...["messageSubmitted third", "messageComposed author", "messageComposed colleague"],
    ]);
  });
});

describe("a draft that cannot be sent", () => {
  it("is not approved, and its approver and its composer are told why", async () => {
    const { as, b } = openDrafting(provider, { ...FOUR_EYES, minAssurance: 2 });
    const [author, third] = [await as("unsure"), await as("third")];
    const path = await keep(author);
    const { maySend, judgement } = (await third("POST", `${path}/preview`)).json;
    expect([maySend, judgement.verdict]).toEqual([false, "reject"]);
    const refused = await approve(third, path);
    expect([refused.status, refused.json]).toMatchObject([
      422,
      { code: "GATEWAY_DRAFT_REFUSED", findings: judgement.findings },
    ]);
    expect((await author("GET", path)).json.approval).toBeUndefined();
    expect((await b.call("GET", "/v1/acts?act=draftApproved")).json.entries).toEqual([]);
  });
});

describe("a look of one officer at a draft", () => {
  it("is one reading, though its page asks for the draft and for what would be sent", async () => {
    const { as, b, setTime } = openDrafting(provider, FOUR_EYES);
    const [author, third] = [await as("author"), await as("third")];
    const path = await keep(author);
    const look = async (call: Call, reason: string) => {
      const more = { "safepassage-reason": reason };
      expect((await call("GET", path, undefined, more)).status).toBe(200);
      expect((await call("POST", `${path}/preview`, undefined, more)).status).toBe(200);
    };
    const readings = async () =>
      (await b.call("GET", "/v1/acts?act=contentRead")).json.entries.map(
        ({ officer, code, at }: Record<string, string>) => [officer, code, at?.slice(11, 16)],
      );
    await look(third, "APPROVAL");
    const byThird = ["third", "APPROVAL", "09:02"];
    expect(await readings()).toEqual([byThird]);
    // Another officer, another reason and a later look are readings of their own.
    await look(author, "APPROVAL");
    await look(third, "SUPERVISION");
    setTime("2026-11-24T09:18:00Z");
    await look(third, "APPROVAL");
    expect(await readings()).toEqual([
      ["third", "APPROVAL", "09:18"],
      ["third", "SUPERVISION", "09:02"],
      ["author", "APPROVAL", "09:02"],
      byThird,
    ]);
    // So is a look at what was changed: nobody approves what they have not looked at.
    await author("PUT", path, { revision: 1, draft: { ...DRAFT, case: "case-18" } });
    await look(third, "APPROVAL");
    expect(await readings()).toHaveLength(5);
    expect((await approve(third, path)).status).toBe(200);
    // And at what was sent back or approved since: that one has come back to it.
    await look(third, "APPROVAL");
    expect(await readings()).toHaveLength(6);
  });
});

describe("a system that keeps a draft for two officers", () => {
  it("gives an event for each step, at once, and leads to the message where it is submitted again", async () => {
    const { as, b } = openDrafting(provider, FOUR_EYES);
    const [author, third] = [await as("author"), await as("third")];
    const events = await followEvents(b);
    const path = `/v1/drafts/${(await b.call("POST", "/v1/drafts", { draft: requestS011() })).json.id}`;
    await author("PUT", path, { revision: 1, draft: { ...DRAFT, case: "case-18" } });
    await author("PUT", path, { revision: 2, draft: { ...DRAFT, case: "case-18" } });
    await approve(third, path);
    const { digest } = (await author("POST", `${path}/submission`)).json;
    const told = (await events.next?.(5)) ?? [];
    await events.stop?.();
    const id = path.split("/").at(-1);
    expect(told.map(({ data: { event, code, ref } }) => [event, code, ref])).toEqual([
      ["draft", "kept", id],
      ["draft", "changed", id],
      ["draft", "approved", id],
      ["sent", "queued", digest],
      ["draft", "submitted", id],
    ]);
    expect((await b.call("POST", `${path}/submission`)).json.digest).toBe(digest);
  });
});

describe("a warning that was kept as a draft", () => {
  it("is reviewed by none of those who composed or sent it", async () => {
    const exchange = createWarningExchange(knowing(provider));
    const as = asOfficer(provider, exchange.b);
    const [author, colleague, third] = [
      await as("author"),
      await as("colleague"),
      await as("third"),
    ];
    const { officer: _, ...draft } = warning();
    const path = await keep(author, draft);
    await colleague("PUT", path, { revision: 1, draft: { ...draft, case: "case-18" } });
    const sent = await third("POST", `${path}/submission`);
    expect(sent.status).toBe(201);
    const review = async (call: Call) => {
      const body = { outcome: "confirmed" };
      return (await call("POST", `/v1/messages/${sent.json.digest}/warning-review`, body)).json;
    };
    for (const call of [author, colleague, third]) {
      expect((await review(call)).code).toBe("GATEWAY_REVIEW_NOT_INDEPENDENT");
    }
    expect((await review(await as("fourth"))).outcome).toBe("confirmed");
  });

  it("and signed again, is reviewed by none of those who composed it before", async () => {
    const exchange = createWarningExchange({ ...knowing(provider), officerKey: OFFICER_KEY });
    const third = await asOfficer(provider, exchange.b)("third");
    const body = { draft: warning(), mode: "asIs" };
    const { digest } = (await exchange.b.call("POST", "/v1/messages", body)).json;
    // As it is recorded where an earlier version has signed the first one.
    const [at, before] = ["2026-11-24T09:02:00Z", "0".repeat(43)];
    const { events } = inside(exchange.b.store);
    await events.add({ kind: "replaces", at, ref: `${digest} ${before}` });
    const path = `/v1/messages/${digest}/warning-review`;
    const actor = createOfficerRef("third", OFFICER_KEY);
    await events.add({ kind: "messageComposed", at, ref: before, actor });
    const refused = await third("POST", path, { outcome: "confirmed" });
    expect(refused.json.code).toBe("GATEWAY_REVIEW_NOT_INDEPENDENT");
  });
});

describe("how surely an officer is known", () => {
  it("suffices of whoever submits a draft too, and the message states the lower assurance", async () => {
    const world = openDrafting(provider, { minAssurance: 2 });
    const { as, b } = world;
    const [author, unsure, third] = [await as("author"), await as("unsure"), await as("third")];
    const path = await keep(author);
    const refused = await unsure("POST", `${path}/submission`);
    expect([refused.status, refused.json.code]).toEqual([422, "GATEWAY_DRAFT_REFUSED"]);
    const codes = refused.json.findings.map(({ code }: { code: string }) => code);
    expect(codes).toEqual(["R78_ASSURANCE_TOO_LOW"]);
    const sent = await third("POST", `${path}/submission`);
    expect(sent.status).toBe(201);
    expect(await custodyOf(world, sent.json.digest)).toEqual([
      ...["messageSubmitted third", "messageComposed author"],
    ]);
    const row = await inside(b.store).outbox.findByDigest(sent.json.digest);
    const { private: hidden } = row?.content?.message ?? {};
    const ref = hidden?.["private.officerRef"] ?? "";
    expect(readOfficerRef(ref, OFFICER_KEY)).toBe("author");
    expect(hidden?.["private.officerAssurance"]).toBe(2);
  });

  it("of two is the lower, where the agreement asks for less", async () => {
    const { as, b } = openDrafting(provider, { minAssurance: 1 });
    const path = await keep(await as("author"));
    const sent = await (await as("unsure"))("POST", `${path}/submission`);
    const row = await inside(b.store).outbox.findByDigest(sent.json.digest);
    expect(row?.content?.message.private["private.officerAssurance"]).toBe(1);
  });

  it("suffices of whoever approves too; an approval stands whoever of the two sends it", async () => {
    const { as, settle, c } = openDrafting(provider, { ...FOUR_EYES, minAssurance: 2 });
    const [author, unsure, third] = [await as("author"), await as("unsure"), await as("third")];
    const path = await keep(author);
    const refused = await approve(unsure, path);
    expect([refused.status, refused.json.code]).toEqual([
      403,
      "GATEWAY_APPROVAL_ASSURANCE_TOO_LOW",
    ]);
    expect((await author("POST", `${path}/submission`)).json.code).toBe("GATEWAY_APPROVAL_NEEDED");
    expect((await approve(third, path)).status).toBe(200);
    expect((await unsure("POST", `${path}/submission`)).json.code).toBe("GATEWAY_DRAFT_REFUSED");
    expect((await third("POST", `${path}/submission`)).status).toBe(201);
    await settle();
    expect((await c.call("GET", "/v1/inbox")).json.entries).toMatchObject([{ state: "accepted" }]);
  });

  it("suffices of an approver where the agreement asks for no more", async () => {
    const { as } = openDrafting(provider, { ...FOUR_EYES, minAssurance: 1 });
    expect((await approve(await as("unsure"), await keep(await as("author")))).status).toBe(200);
  });
});
