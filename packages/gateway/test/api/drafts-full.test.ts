import { startProvider, type TestProvider } from "@safepassage/testing/provider";
import { afterAll, beforeAll, expect, it } from "vitest";
import { copyDraft } from "../filling.ts";
import { requestS011, type TestGateway } from "../world.ts";
import { DRAFT, openDrafting } from "./drafting.ts";

let provider: TestProvider;
beforeAll(async () => {
  provider = await startProvider({
    "case-1": { groups: ["workers"] },
    "case-2": { groups: ["workers"] },
  });
});
afterAll(() => provider.close());

const said = ({ status, json }: Awaited<ReturnType<TestGateway["call"]>>) => json?.code ?? status;

it("a thousand open drafts of one officer are as many as may be, whoever keeps them, and keep nobody else from it", async () => {
  const { b, as } = openDrafting(provider, {});
  const [own, other] = [await as("case-1"), await as("case-2")];
  const keep = (call: typeof own, key: string = crypto.randomUUID()) =>
    call("POST", "/v1/drafts", { draft: DRAFT }, { "idempotency-key": key });
  const first = await keep(own, "the-first-one");
  await copyDraft(b.store, first.json.id, 998);
  expect(said(await keep(own))).toBe(201);
  expect(said(await keep(own))).toBe("API_DRAFTS_FULL");
  const named = { ...requestS011(), officer: { id: "CASE-1", assurance: 2 } };
  expect(said(await b.call("POST", "/v1/drafts", { draft: named }))).toBe("API_DRAFTS_FULL");
  // What is there goes on.
  expect(said(await keep(own, "the-first-one"))).toBe(201);
  const change = { revision: 1, draft: { ...DRAFT, case: "case-18" } };
  expect(said(await own("PUT", `/v1/drafts/${first.json.id}`, change))).toBe(200);
  expect(said(await keep(other))).toBe(201);
  expect(said(await own("DELETE", `/v1/drafts/${first.json.id}`))).toBe(204);
  expect(said(await keep(own))).toBe(201);
  expect(said(await keep(own))).toBe("API_DRAFTS_FULL");
});
