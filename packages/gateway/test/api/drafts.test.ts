import { startProvider, type TestProvider } from "@safepassage/testing/provider";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inside } from "../inside.ts";
import { NGO_C, requestS011 } from "../world.ts";
import { DRAFT, FOUR_EYES, openDrafting } from "./drafting.ts";

let provider: TestProvider;
beforeAll(async () => {
  provider = await startProvider({
    "case-1": { groups: ["workers"], acr: "substantial" },
    "case-2": { groups: ["workers", "approvers"], acr: "substantial" },
    "approver-1": { groups: ["approvers"], acr: "substantial" },
  });
});
afterAll(() => provider.close());

/** NGO-B knows its officers. By default the agreement asks for a second one. */
const open = ({ isAsked = true } = {}) => openDrafting(provider, isAsked ? FOUR_EYES : {});

describe("a draft", () => {
  it("that is saved as it is stays as it is, with its composer and its approval", async () => {
    const { as, b } = open();
    const [author, colleague, approver] = [
      await as("case-1"),
      await as("case-2"),
      await as("approver-1"),
    ];
    const { id } = (await author("POST", "/v1/drafts", { draft: DRAFT })).json;
    const path = `/v1/drafts/${id}`;
    const { approval } = (await approver("POST", `${path}/preview`)).json;
    const approved = await approver("POST", `${path}/approval`, approval);
    const saved = await colleague("PUT", path, { revision: 1, draft: DRAFT });
    expect([saved.status, saved.json]).toEqual([200, approved.json]);
    const late = await colleague("PUT", path, { revision: 2, draft: DRAFT });
    expect(late.json.code).toBe("API_DRAFT_CHANGED");
    const { entries } = (await b.call("GET", "/v1/acts?act=draftChanged")).json;
    expect(entries).toEqual([]);
    // Who names the officer makes that one responsible: this is a change.
    const officer = { id: "case-2", assurance: 2 };
    const taken = await colleague("PUT", path, { revision: 1, draft: { ...DRAFT, officer } });
    expect(taken.json).toMatchObject({
      revision: 2,
      composer: "case-2",
      composers: ["case-2", "case-1"],
    });
    expect(taken.json.approval).toBeUndefined();
  });

  it("that is kept twice under one key is kept once; another one under it, or a late one, is refused", async () => {
    const { as } = open({ isAsked: false });
    const call = await as("case-1");
    const keep = (draft: object, key: string) =>
      call("POST", "/v1/drafts", { draft }, { "idempotency-key": key });
    const first = await keep(DRAFT, "case-17-draft");
    expect(first.status).toBe(201);
    const again = await keep(DRAFT, "case-17-draft");
    expect([again.status, again.json]).toEqual([201, first.json]);
    expect((await keep(DRAFT, "case-18-draft")).json.id).not.toBe(first.json.id);
    const other = await keep({ ...DRAFT, case: "case-9" }, "case-17-draft");
    expect(other.json.code).toBe("GATEWAY_IDEMPOTENCY_KEY_REUSED");
    expect((await call("GET", "/v1/drafts")).json.entries).toHaveLength(2);
    await call("DELETE", `/v1/drafts/${first.json.id}`);
    const late = await keep(DRAFT, "case-17-draft");
    expect(late.json.code).toBe("API_DRAFT_CLOSED");
  });

  it("is kept, read, changed and deleted; what it said is destroyed then", async () => {
    const { as, b } = open({ isAsked: false });
    const call = await as("case-1");
    const kept = await call("POST", "/v1/drafts", { draft: DRAFT });
    expect([kept.status, kept.json]).toEqual([
      201,
      {
        ...{ id: expect.any(String), revision: 1, state: "open" },
        ...{ composer: "case-1", composers: ["case-1"] },
        ...{ recipient: NGO_C, purpose: "ASSISTANCE_REFERRAL", messageType: "referral" },
        ...{ agreement: "AGR-ASSIST", changedAt: "2026-11-24T09:02:00Z" },
        keptUntil: "2027-02-22T09:02:00Z",
      },
    ]);
    const path = `/v1/drafts/${kept.json.id}`;
    expect((await call("GET", path)).json.draft).toMatchObject({
      ...DRAFT,
      officer: { id: "case-1" },
    });
    const changed = { ...DRAFT, case: "case-18" };
    const put = await call("PUT", path, { revision: 1, draft: changed });
    expect([put.status, put.json.revision]).toEqual([200, 2]);
    const late = await call("PUT", path, { revision: 1, draft: DRAFT });
    expect([late.status, late.json.code]).toEqual([409, "API_DRAFT_CHANGED"]);
    expect((await call("GET", "/v1/drafts")).json.entries).toMatchObject([{ revision: 2 }]);
    expect((await call("DELETE", path)).status).toBe(204);
    expect((await call("GET", path)).json.code).toBe("API_DRAFT_CLOSED");
    expect((await call("GET", "/v1/drafts")).json.entries).toEqual([]);
    expect(await inside(b.store).erasures.isPending(kept.json.id)).toBe(false);
  });

  it("goes as it was last saved, or the save is refused", async () => {
    const eraseBy = "2026-12-20";
    const draft = { ...DRAFT, clear: { "env.retention.eraseBy": eraseBy } };
    for (let turns = 0; turns < 12; turns += 2) {
      const { as, b } = open({ isAsked: false });
      const call = await as("case-1");
      const { id } = (await call("POST", "/v1/drafts", { draft: DRAFT })).json;
      const path = `/v1/drafts/${id}`;
      const submitting = call("POST", `${path}/submission`);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      const saved = await call("PUT", path, { revision: 1, draft });
      const { status, json } = await submitting;
      expect(status).toBe(201);
      const sent = (await b.show(json.digest)).json;
      expect([saved.status, sent.eraseBy === eraseBy]).toEqual(
        saved.status === 200 ? [200, true] : [410, false],
      );
    }
  });

  it("goes when it is submitted, once however often", async () => {
    const { as, settle } = open({ isAsked: false });
    const call = await as("case-1");
    const { json } = await call("POST", "/v1/drafts", { draft: DRAFT });
    const sent = await call("POST", `/v1/drafts/${json.id}/submission`);
    expect([sent.status, sent.json.state]).toEqual([201, "queued"]);
    await settle();
    const again = await call("POST", `/v1/drafts/${json.id}/submission`);
    expect(again.json).toMatchObject({ digest: sent.json.digest, state: "decided" });
    expect((await call("GET", "/v1/outbox")).json.entries).toHaveLength(1);
    // Whoever deletes it learns that it has gone.
    const late = await call("DELETE", `/v1/drafts/${json.id}`);
    expect([late.status, late.json.code]).toEqual([410, "API_DRAFT_CLOSED"]);
  });
});

describe("maintenance", () => {
  it("deletes drafts that nobody has touched for 90 days, and forgets old changes", async () => {
    const { b, setTime, settle } = open({ isAsked: false });
    const { json } = await b.call("POST", "/v1/drafts", { draft: requestS011() });
    await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
    await settle();
    setTime("2027-02-21T00:00:00Z");
    await b.gateway.maintain();
    expect((await inside(b.store).drafts.find(json.id))?.state).toBe("open");
    expect(json.keptUntil).toBe("2027-02-22T09:02:00Z");
    const changes = await inside(b.store).changes.after(0, 9);
    expect(changes.map(({ kind }) => kind)).toEqual(["erased"]);
    setTime("2027-02-23T00:00:00Z");
    await b.gateway.maintain();
    const kept = await inside(b.store).drafts.find(json.id);
    expect([kept?.state, kept?.request]).toEqual(["deleted", undefined]);
    const [act] = await inside(b.store).events.about("draftExpired", json.id);
    expect(act).toEqual({ kind: "draftExpired", at: "2027-02-23T00:00:00Z", ref: json.id });
    const { json: closed } = await b.call("GET", "/v1/acts?act=draftExpired");
    expect(closed.entries).toMatchObject([{ act: "draftExpired", ref: json.id }]);
    expect(await inside(b.store).erasures.isPending(json.id)).toBe(false);
  });
});

describe("a second officer", () => {
  it("approves what would be sent, and it goes as it was approved", async () => {
    const { as, settle, c } = open();
    const [worker, approver] = [await as("case-1"), await as("approver-1")];
    const kept = await worker("POST", "/v1/drafts", { draft: DRAFT });
    const path = `/v1/drafts/${kept.json.id}`;
    expect((await worker("POST", `${path}/submission`)).json.code).toBe("GATEWAY_APPROVAL_NEEDED");
    const shown = await approver("POST", `${path}/preview`);
    expect(shown.json).toMatchObject({ maySend: true, approval: { digest: expect.any(String) } });
    expect((await worker("POST", `${path}/approval`, shown.json.approval)).json.code).toBe(
      "API_ROLE_MISSING",
    );
    const approved = await approver("POST", `${path}/approval`, shown.json.approval);
    expect(approved.json.approval).toMatchObject({ officer: "approver-1" });
    expect((await worker("POST", `${path}/submission`)).status).toBe(201);
    await settle();
    expect((await c.call("GET", "/v1/inbox")).json.entries).toHaveLength(1);
  });

  it("is another person, and approves nothing that was changed since", async () => {
    const { as } = open();
    const [both, approver] = [await as("case-2"), await as("approver-1")];
    const kept = await both("POST", "/v1/drafts", { draft: DRAFT });
    const path = `/v1/drafts/${kept.json.id}`;
    const { approval } = (await both("POST", `${path}/preview`)).json;
    expect((await both("POST", `${path}/approval`, approval)).json.code).toBe(
      "GATEWAY_APPROVAL_NOT_INDEPENDENT",
    );
    const other = { digest: "0".repeat(43) };
    expect((await approver("POST", `${path}/approval`, other)).json.code).toBe(
      "GATEWAY_APPROVAL_OTHER",
    );
    await approver("POST", `${path}/approval`, approval);
    await both("PUT", path, { revision: 1, draft: { ...DRAFT, case: "case-18" } });
    expect((await both("POST", `${path}/submission`)).json.code).toBe("GATEWAY_APPROVAL_NEEDED");
    expect((await approver("POST", `${path}/approval`, approval)).json.code).toBe(
      "GATEWAY_APPROVAL_OTHER",
    );
  });

  it("approves nothing unseen, and no problem says what to approve", async () => {
    const { as } = open();
    const [worker, approver] = [await as("case-1"), await as("approver-1")];
    const kept = await worker("POST", "/v1/drafts", { draft: DRAFT });
    const path = `/v1/drafts/${kept.json.id}`;
    const { approval } = (await worker("POST", `${path}/preview`)).json;
    for (const refused of [
      await worker("POST", `${path}/submission`),
      await approver("POST", `${path}/approval`, { digest: "0".repeat(43) }),
    ]) {
      expect(JSON.stringify(refused.json)).not.toContain(approval.digest);
    }
    const blind = await approver("POST", `${path}/approval`, approval);
    expect([blind.status, blind.json.code]).toEqual([409, "API_DRAFT_UNSEEN"]);
    await approver("POST", `${path}/preview`);
    expect((await approver("POST", `${path}/approval`, approval)).status).toBe(200);
  });

  it("neither approves nor sends once locked out", async () => {
    for (const [locked, other] of [
      ["approver-1", "case-2"],
      ["case-1", "case-2"],
    ] as const) {
      const { as, b } = open();
      const [worker, approver, sender] = [
        await as("case-1"),
        await as("approver-1"),
        await as(other),
      ];
      const kept = await worker("POST", "/v1/drafts", { draft: DRAFT });
      const path = `/v1/drafts/${kept.json.id}`;
      await approver(
        "POST",
        `${path}/approval`,
        (await approver("POST", `${path}/preview`)).json.approval,
      );
      await b.call("POST", "/v1/locks", { officer: locked });
      const { json } = await sender("POST", `${path}/submission`);
      expect(json.code).toBe("API_DRAFT_OFFICER_LOCKED");
    }
  });

  it("of somebody who is locked out is taken over by whoever saves it, as it is", async () => {
    const { as, b } = open();
    const [worker, other, approver] = [
      await as("case-1"),
      await as("case-2"),
      await as("approver-1"),
    ];
    const kept = await worker("POST", "/v1/drafts", { draft: DRAFT });
    const path = `/v1/drafts/${kept.json.id}`;
    const save = () => other("PUT", path, { revision: 1, draft: DRAFT });
    expect((await save()).json).toMatchObject({ revision: 1, composer: "case-1" });
    await b.call("POST", "/v1/locks", { officer: "case-1" });
    expect((await save()).json).toMatchObject({ revision: 2, composer: "case-2" });
    const { approval } = (await approver("POST", `${path}/preview`)).json;
    expect((await approver("POST", `${path}/approval`, approval)).status).toBe(200);
    expect((await other("POST", `${path}/submission`)).status).toBe(201);
  });

  it("is asked for a referral that claims a threat to life: only what is of a warning goes first", async () => {
    const { b } = open();
    const urgency = { level: "emergency", ground: "threatToLife" };
    const draft = { ...requestS011(), private: { "private.urgency": urgency } };
    const { json } = await b.call("POST", "/v1/messages", { draft, mode: "minimise" });
    expect(json.code).toBe("GATEWAY_APPROVAL_NEEDED");
  });

  it("sees the agreement, the officer and the time that are sent: a draft changes none of them", async () => {
    const { b } = open();
    const at = async (change: object) => {
      const { json } = await b.call("POST", "/v1/preview", { ...requestS011(), ...change });
      return [json.code, json.issues?.map(({ pointer }: { pointer: string }) => pointer)];
    };
    for (const name of ["agreementRef", "createdAt", "messageType", "purpose", "sender.country"]) {
      const clear = { ...requestS011().clear, [`env.${name}`]: "x" };
      expect(await at({ clear })).toEqual(["GATEWAY_BODY_INVALID", ["/clear/*"]]);
    }
    for (const name of ["officerRef", "officerAssurance"]) {
      expect(await at({ private: { [`private.${name}`]: 3 } })).toEqual([
        "GATEWAY_BODY_INVALID",
        ["/private/*"],
      ]);
    }
  });

  it("is asked for whichever way a message is sent", async () => {
    const { b } = open();
    for (const path of ["/v1/messages", "/v1/messages"]) {
      const { status, json } = await b.call("POST", path, { draft: requestS011(), mode: "asIs" });
      expect([path, status, json.code]).toEqual([path, 409, "GATEWAY_APPROVAL_NEEDED"]);
    }
    const { draft } = await b.gateway.sender.prepare(requestS011());
    await expect(b.gateway.sender.send(draft)).rejects.toMatchObject({
      code: "GATEWAY_APPROVAL_NEEDED",
    });
  });
});
