import { startProvider, type TestProvider } from "@safepassage/testing/provider";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inside } from "../inside.ts";
import { requestS011, type TestGateway } from "../world.ts";
import { DRAFT, openDrafting } from "./drafting.ts";

let provider: TestProvider;
beforeAll(async () => {
  const sure = { groups: ["workers"], acr: "substantial" };
  provider = await startProvider({ "case-1": sure, "case-2": sure });
});
afterAll(() => provider.close());

/** A key as a case system may choose it: whoever knows the case can guess it. */
const KEY = { "idempotency-key": "case-17-referral-1" };
const said = ({ status, json }: Awaited<ReturnType<TestGateway["call"]>>) => json?.code ?? status;

describe("an idempotency key", () => {
  it("of a draft is the caller's own: nobody keeps the agency's systems or a colleague from keeping one", async () => {
    const { b, as } = openDrafting(provider, {});
    const [own, colleague] = [await as("case-1"), await as("case-2")];
    const { json: kept } = await own("POST", "/v1/drafts", { draft: DRAFT }, KEY);
    await own("DELETE", `/v1/drafts/${kept.id}`);
    expect(said(await own("POST", "/v1/drafts", { draft: DRAFT }, KEY))).toBe("API_DRAFT_CLOSED");
    expect(said(await colleague("POST", "/v1/drafts", { draft: DRAFT }, KEY))).toBe(201);
    const draft = requestS011();
    const first = await b.call("POST", "/v1/drafts", { draft }, KEY);
    expect(first.status).toBe(201);
    expect((await b.call("POST", "/v1/drafts", { draft }, KEY)).json).toEqual(first.json);
  });

  it("of a message is the caller's own too, and sends nothing twice", async () => {
    const { b, as } = openDrafting(provider, {});
    const own = await as("case-1");
    const body = { draft: DRAFT, mode: "asIs" };
    const sent = await own("POST", "/v1/messages", body, KEY);
    expect(sent.status).toBe(201);
    const theirs = { draft: requestS011(), mode: "asIs" };
    const other = await b.call("POST", "/v1/messages", theirs, KEY);
    expect(other.status).toBe(201);
    expect(other.json.digest).not.toBe(sent.json.digest);
    expect((await own("POST", "/v1/messages", body, KEY)).json.digest).toBe(sent.json.digest);
    expect((await b.call("POST", "/v1/messages", theirs, KEY)).json.digest).toBe(other.json.digest);
    const changed = { draft: { ...DRAFT, case: "case-9" }, mode: "asIs" };
    expect(said(await own("POST", "/v1/messages", changed, KEY))).toBe(
      "GATEWAY_IDEMPOTENCY_KEY_REUSED",
    );
    const erase = { outcome: "erase" };
    await own("POST", `/v1/messages/${sent.json.digest}/review`, erase);
    expect(said(await own("POST", "/v1/messages", body, KEY))).toBe(
      "GATEWAY_IDEMPOTENCY_KEY_ERASED",
    );
    expect(await inside(b.store).outbox.counts()).toMatchObject({ queued: 1 });
  });

  it("under which an earlier version has sent a message for an officer sends it no second time", async () => {
    const { b, as } = openDrafting(provider, {});
    const own = await as("case-1");
    const body = { draft: DRAFT, mode: "asIs" };
    // Earlier versions did not tell whose a key is.
    const request = { ...DRAFT, officer: { id: "case-1", assurance: 2 } };
    const options = { mode: "asIs", idempotencyKey: KEY["idempotency-key"] } as const;
    const before = await b.gateway.sender.submit(request, options);
    expect((await own("POST", "/v1/messages", body, KEY)).json.digest).toBe(before.digest);
    await own("POST", `/v1/messages/${before.digest}/review`, { outcome: "erase" });
    expect(said(await own("POST", "/v1/messages", body, KEY))).toBe(
      "GATEWAY_IDEMPOTENCY_KEY_ERASED",
    );
  });
});
