import { CODE_LISTS, CONDITIONS, PURPOSES } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { EARLIER } from "../earlier.ts";
import { createFederation, entityOf, type RegistryFile } from "../federation.ts";
import { createExchange, NGO_B, NGO_C, requestS011, TOKENS } from "../world.ts";

const { b } = createExchange();
const get = async (path: string, side = b) => side.call("GET", path);
const sendable = (recipient: string, side = b, more = "") =>
  get(`/v1/partners/sendable?recipient=${encodeURIComponent(recipient)}${more}`, side);

interface Field {
  readonly field: string;
  readonly ways: readonly { readonly messageTypes: readonly string[] }[];
}

describe("the catalogue", () => {
  it("has its purposes, who opens them, and how long their data is kept", async () => {
    const { status, json } = await get("/v1/purposes");
    expect([status, json.entries.length]).toEqual([200, PURPOSES.length]);
    const of = (id: string) => json.entries.find((entry: { id: string }) => entry.id === id);
    expect(of("ASSISTANCE_REFERRAL")).toMatchObject({
      messageTypes: ["referral"],
      senders: expect.arrayContaining(["victimServiceNGO"]),
      retention: { erase: "P30D", from: "acceptance or refusal", ceiling: "P180D" },
    });
    expect(of("ASSET_TRACING").only).toEqual([
      { of: "reportingEntity", with: ["fiu"], domestic: true },
    ]);
    expect(of("STATISTICS").retention).not.toHaveProperty("erase");
    expect(Object.keys(json.conditions)).toEqual(CONDITIONS.map(({ id }) => id));
    expect(json.conditions.CONSENT).toContain("consented");
  });

  it("has every code list, and each with its codes", async () => {
    const { json } = await get("/v1/code-lists");
    const names = json.entries.map(({ name }: { name: string }) => name);
    expect(names).toEqual(Object.keys(CODE_LISTS).sort());
    const list = await get("/v1/code-lists/service_need");
    expect(list.json.codes).toContainEqual({ code: "medicalCare", special: true });
    expect((await get("/v1/code-lists/need.services")).json).toEqual(list.json);
  });

  it.each([
    ["no_such_list", 404, "API_CODE_LIST_UNKNOWN"],
    ["constructor", 404, "API_CODE_LIST_UNKNOWN"],
    ["no%20list", 400, "API_PARAMETER_INVALID"],
  ])("has no code list %s", async (name, status, code) => {
    const refused = await get(`/v1/code-lists/${name}`);
    expect([refused.status, refused.json.code]).toEqual([status, code]);
    expect(JSON.stringify(refused.json)).not.toContain("no_such_list");
  });
});

describe("what may be sent", () => {
  it("is told for each purpose of each agreement with a recipient", async () => {
    const { status, json } = await sendable(NGO_C);
    expect([status, json.recipient]).toEqual([200, NGO_C]);
    const [agreement, ...others] = json.agreements;
    expect(others).toEqual([]);
    expect(agreement).toMatchObject({ id: "AGR-ASSIST", isUsable: true });
    const [purpose] = agreement.purposes;
    expect(purpose).toMatchObject({
      ...{ purpose: "ASSISTANCE_REFERRAL", opensWith: ["referral"], secondOfficer: false },
    });
    expect(purpose.legalBases).toContainEqual({ basis: "GDPR#6(1)(a)", role: "processing" });
    const names = purpose.fields.find(({ field }: Field) => field === "identity.names");
    expect(names).toMatchObject({ kind: "identity", ways: [{ need: "conditional" }] });
  });

  it("holds what a preview lets through", async () => {
    const preview = await b.call("POST", "/v1/preview", requestS011());
    const { json } = await sendable(NGO_C, b, "&purpose=ASSISTANCE_REFERRAL");
    const { fields } = json.agreements[0].purposes[0];
    const inReferral = new Set(
      fields
        .filter(({ ways }: Field) =>
          ways.some(({ messageTypes }) => messageTypes.includes("referral")),
        )
        .map(({ field }: Field) => field),
    );
    const sent = preview.json.account.filter(
      ({ outcome }: { outcome: string }) => outcome === "allowed",
    );
    expect(sent.length).toBeGreaterThan(3);
    for (const { field } of sent) expect(inReferral).toContain(field);
  });

  it("is told for one purpose, and nothing for one that is not agreed", async () => {
    const purposesOf = async (purpose: string) =>
      (await sendable(NGO_C, b, `&purpose=${purpose}`)).json.agreements[0].purposes.length;
    expect(await purposesOf("ASSISTANCE_REFERRAL")).toBe(1);
    expect(await purposesOf("RISK_ALERT")).toBe(0);
  });

  it("has at most 200 KiB under an agreement about everything, and 26 KiB for one purpose", async () => {
    const police = everything();
    const sizeOf = async (more: string) =>
      JSON.stringify((await sendable(entityOf("Police-C"), police, more)).json).length;
    const whole = await sizeOf("");
    expect(whole / 1024).toBeGreaterThan(150);
    expect(whole / 1024).toBeLessThan(200);
    for (const { id } of PURPOSES) {
      expect((await sizeOf(`&purpose=${id}`)) / 1024).toBeLessThan(26);
    }
  });

  it("is nothing without an agreement, and under one that admits another catalogue", async () => {
    expect((await sendable(entityOf("DPA-B"))).json.agreements).toEqual([]);
    const federation = createFederation({ only: [EARLIER] });
    const outdated = createExchange({ federation }).b;
    expect((await sendable(NGO_C, outdated)).json.agreements).toMatchObject([
      { id: "AGR-ASSIST", isUsable: false, purposes: [] },
    ]);
  });

  it("is told to every role, and to nobody else", async () => {
    const path = `/v1/partners/sendable?recipient=${encodeURIComponent(NGO_C)}`;
    const ask = async (token: string) =>
      (await b.call("GET", path, undefined, { authorization: `Bearer ${token}` })).status;
    expect(await ask(TOKENS.quarantine.dutyOfficer)).toBe(200);
    expect(await ask("nobody")).toBe(401);
  });

  it("names no recipient that is none", async () => {
    for (const entity of [NGO_B, "https://nobody.test"]) {
      const refused = await sendable(entity);
      expect([refused.status, refused.json.code]).toEqual([422, "GATEWAY_RECIPIENT_UNKNOWN"]);
    }
  });

  it("names no agency that has left the federation, nor do the partners", async () => {
    const exchange = createExchange();
    exchange.editRegistry((file) => leave(file, NGO_C));
    const refused = await sendable(NGO_C, exchange.b);
    expect([refused.status, refused.json.code]).toEqual([422, "GATEWAY_RECIPIENT_UNKNOWN"]);
    const preview = await exchange.b.call("POST", "/v1/preview", requestS011());
    expect([preview.status, preview.json.code]).toEqual([422, "GATEWAY_RECIPIENT_UNKNOWN"]);
    const { status, json } = await get("/v1/partners", exchange.b);
    const entities = json.entries.map(({ entity }: { entity: string }) => entity);
    expect([status, entities.includes(NGO_C), entities.length]).toEqual([200, false, 5]);
  });
});

/** A police authority whose agreement with another grants every field of every purpose. */
function everything() {
  const rows = PURPOSES.flatMap(({ id: purpose, conditional }) =>
    conditional.map(({ field }) => ({ purpose, field, explicit: true, strict: true })),
  );
  const terms = { purposes: PURPOSES.map(({ id }) => id), rows, purposeDefault: true };
  const parties = ["Police-B", "Police-C"] as const;
  const federation = createFederation();
  const policeAgreement = federation.signTerms("AGR-LE", terms, ...parties);
  return createExchange({ federation: { ...federation, policeAgreement }, parties }).b;
}

/** Ends what the registry says of an agency, before the day of the tests. */
function leave(file: RegistryFile, entity: string): void {
  const agencies = file.agencies as unknown as {
    readonly entity: string;
    readonly facts: { until?: string }[];
  }[];
  const facts = agencies.find((one) => one.entity === entity)?.facts ?? [];
  for (const fact of facts) fact.until = "2026-11-20T00:00:00Z";
}
