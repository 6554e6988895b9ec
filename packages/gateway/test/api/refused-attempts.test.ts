import { startProvider, type TestProvider } from "@safepassage/testing/provider";
import { afterAll, beforeAll, expect, it } from "vitest";
import { faultyEmergency } from "../emergency.ts";
import { sendAsPartner } from "../hostile-partner.ts";
import { heldIn } from "../inside.ts";
import { createExchange, requestS011 } from "../world.ts";
import { DRAFT, FOUR_EYES, knowing, openDrafting } from "./drafting.ts";

let provider: TestProvider;
beforeAll(async () => {
  const sure = { acr: "substantial" };
  provider = await startProvider({
    author: { groups: ["workers", "approvers"], ...sure },
    curious: { groups: ["operators"], ...sure },
    unsure: { groups: ["approvers"], acr: "none" },
  });
});
afterAll(() => provider.close());

const WHY = { "safepassage-reason": "CASE_WORK" };
const asked = async (name: string) => ({
  ...WHY,
  authorization: `Bearer ${await provider.signIn(name)}`,
});

/** Two agencies that know their officers; `curious` runs the machine, and reads nothing. */
function open() {
  const { people } = knowing(provider);
  const own = { people: { ...people, roles: { ...people.roles, operator: ["operators"] } } };
  return createExchange({ own: { "NGO-B": own, "NGO-C": own } });
}

type Side = ReturnType<typeof open>["b"];

async function refused({ call }: Side, query = "", act = "attemptRefused") {
  const { entries } = (await call("GET", `/v1/acts?act=${act}${query}`)).json;
  return entries.map(({ officer, role, code, ref }: Record<string, string>) =>
    [officer, role, code, ref].map(String),
  );
}

it("an officer who has no right to a message is on record, with why, once in a quarter of an hour", async () => {
  const { b, settle, setTime } = open();
  const { json } = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
  await settle();
  const content = `/v1/messages/${json.digest}/content`;
  const curious = await asked("curious");
  for (let turn = 0; turn < 4; turn += 1) {
    const { status, json: why } = await b.call("GET", content, undefined, curious);
    expect([status, why.code]).toEqual([403, "API_ROLE_MISSING"]);
  }
  const once = ["curious", "operator", "API_ROLE_MISSING", json.digest];
  expect(await refused(b)).toEqual([once]);
  // Another thing that is refused about the same message for the same cause is the same attempt.
  await b.call("POST", `/v1/messages/${json.digest}/labels`, { case: "x" }, curious);
  expect(await refused(b, `&ref=${json.digest}`)).toEqual([once]);
  setTime("2026-11-24T09:30:00Z");
  await b.call("GET", content, undefined, curious);
  expect(await refused(b)).toEqual([once, once]);
  const found = await b.call("POST", "/v1/searches/acts", { officer: "CURIOUS" });
  expect(found.json.entries.map(({ act }: { act: string }) => act)).toEqual(
    Array(2).fill("attemptRefused"),
  );
  const { events } = (await b.call("GET", `/v1/messages/${json.digest}/custody`)).json;
  expect(events).toContainEqual(
    expect.objectContaining({ event: "attemptRefused", code: once[2], officer: "curious" }),
  );
});

it("a search without a right is on record too, once for all searches", async () => {
  const { b, setTime } = open();
  const [curious, author] = [await asked("curious"), await asked("author")];
  const search = (path: string, body: object, who: Record<string, string>) =>
    b.call("POST", path, body, who).then(({ status }) => status);
  const officer = { id: "s-1", assurance: 2 };
  for (let turn = 0; turn < 2; turn += 1) {
    expect(await search("/v1/searches/person", { person: "Amina" }, curious)).toBe(403);
    expect(await search("/v1/searches/case", { case: "case-1" }, curious)).toBe(403);
    expect(await search("/v1/searches/acts", { officer: "author" }, curious)).toBe(403);
    expect(await search("/v1/withdrawals/preview", { consentRef: "x", officer }, curious)).toBe(
      403,
    );
    // Nothing is searched here.
    expect((await b.call("GET", "/v1/acts", undefined, curious)).status).toBe(403);
  }
  const once = ["curious", "operator", "API_ROLE_MISSING", "undefined"];
  expect(await refused(b, "", "searchRefused")).toEqual([once]);
  expect(await search("/v1/searches/acts", { officer: "curious" }, author)).toBe(403);
  setTime("2026-11-24T09:30:00Z");
  await search("/v1/searches/person", { person: "Amina" }, curious);
  const roles = (await refused(b, "", "searchRefused")).map(([name]: string[]) => name);
  expect(roles).toEqual(["curious", "author", "curious"]);
  expect(await refused(b)).toEqual([]);
});

it("so is who reads a message in quarantine, or an answer to it, without a right", async () => {
  const exchange = open();
  await sendAsPartner(exchange, faultyEmergency);
  const { c } = exchange;
  const [held] = await heldIn(c.store);
  const digest = held?.digest ?? "";
  const content = `/v1/messages/${digest}/content`;
  const { officer, ...draft } = requestS011();
  const { recipient, purpose, agreement, ...answer } = { ...draft, inReplyTo: digest };
  const author = await asked("author");
  const inTheirName = { ...WHY, "safepassage-officer": "s-1", "safepassage-assurance": "2" };
  const code = "API_CONTENT_QUARANTINED";
  expect((await c.call("POST", "/v1/preview", answer, author)).json.code).toBe(code);
  expect((await c.call("GET", content, undefined, author)).json.code).toBe(code);
  expect((await c.call("GET", content, undefined, inTheirName)).json.code).toBe(code);
  const ofSystem = { ...answer, officer: { id: "s-2", assurance: 2 } };
  expect((await c.call("POST", "/v1/preview", ofSystem)).json.code).toBe(code);
  expect(await refused(c)).toEqual([
    ["s-2", "machine", code, digest],
    ["s-1", "machine", code, digest],
    ["author", "caseworker approver", code, digest],
  ]);
});

it("so is who approves what that one has composed, or is not known surely enough, or is locked out", async () => {
  const { b } = openDrafting(provider, { ...FOUR_EYES, minAssurance: 2 });
  const [author, unsure] = [await asked("author"), await asked("unsure")];
  const { id } = (await b.call("POST", "/v1/drafts", { draft: DRAFT }, author)).json;
  const path = `/v1/drafts/${id}`;
  const { approval } = (await b.call("POST", `${path}/preview`, undefined, author)).json;
  await b.call("POST", `${path}/approval`, approval, author);
  await b.call("POST", `${path}/approval`, approval, unsure);
  await b.call("POST", `${path}/return`, { revision: 1, reason: "OTHER" }, author);
  await b.call("POST", "/v1/locks", { officer: "author" });
  await b.call("GET", path, undefined, author);
  const system = { ...WHY, "safepassage-officer": "author", "safepassage-assurance": "2" };
  await b.call("GET", path, undefined, system);
  const both = "caseworker approver";
  expect(await refused(b)).toEqual([
    ["author", "machine", "API_OFFICER_LOCKED", id],
    ["author", both, "API_OFFICER_LOCKED", id],
    ["unsure", "approver", "GATEWAY_APPROVAL_ASSURANCE_TOO_LOW", id],
    ["author", both, "GATEWAY_APPROVAL_NOT_INDEPENDENT", id],
  ]);
});

it("a fault of a request, nobody's request, and what is not here are on no record", async () => {
  const { b } = open();
  const { json } = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
  const content = `/v1/messages/${json.digest}/content`;
  const curious = await asked("curious");
  const noReason = { authorization: (await asked("author")).authorization };
  for (const [path, headers] of [
    [content, { ...WHY, authorization: "Bearer nobody" }],
    [content, { ...WHY, authorization: "Bearer a.b.c" }],
    [content, noReason],
    [`/v1/messages/${"0".repeat(43)}/content`, curious],
    [`/v1/drafts/${"0".repeat(22)}`, curious],
    ["/v1/acts", curious],
  ] as const) {
    expect((await b.call("GET", path, undefined, headers)).status).toBeGreaterThanOrEqual(400);
  }
  expect(await refused(b)).toEqual([]);
});
