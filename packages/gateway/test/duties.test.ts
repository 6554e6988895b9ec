import { parseRegistry } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { judgeAgreements } from "../src/findings/judge-agreements.ts";
import { NEED } from "./correcting.ts";
import { requestS011 } from "./drafts.ts";
import { createFederation, NGO_B, NGO_C } from "./federation.ts";
import { eventsOf } from "./inside.ts";
import { withdraw } from "./withdrawing.ts";
import { createExchange, type TestExchange } from "./world.ts";

const AT = "2026-11-24T09:02:00Z";
const PROVISION = { purpose: "ASSISTANCE_REFERRAL", basis: "NAT-XC#data-act-9" } as const;

describe("an agency whose law is none of the catalogue's", () => {
  it.each(["THIRD-LE", "THIRD-NON-LE"])(
    "certifies an erasure by the provision of its law that the agreement names (%s)",
    async (regime) => {
      const { b, c, sent } = await withdrawn(regime, [PROVISION]);
      expect((await c.show(sent.digest)).json).toMatchObject({ erasedAt: AT });
      expect((await b.show(sent.digest)).json.certificate).toBeDefined();
    },
  );

  it("erases without a certificate where the agreement names none, and its operator is told why", async () => {
    const { b, c, sent } = await withdrawn("THIRD-NON-LE", []);
    expect((await c.show(sent.digest)).json).toMatchObject({ erasedAt: AT });
    expect((await b.show(sent.digest)).json.certificate).toBeUndefined();
    expect(await eventsOf(c.store, "certificateFailed")).toMatchObject([
      { ref: sent.digest, code: "GATEWAY_DUTY_UNKNOWN" },
    ]);
  });
});

describe("an agency under the UK GDPR", () => {
  it("withdraws a consent and corrects what it has sent", async () => {
    const exchange = abroad(NGO_B, "UK-GDPR", []);
    const first = await refer(exchange, ["UK-GDPR#6(1)(a)"], "UKGDPR45");
    const fixed = await exchange.b.call("POST", `/v1/messages/${first.digest}/corrections`, {
      ...{ action: "restrict", reason: "contested", changes: [{ path: `${NEED}/need.services` }] },
      officer: { id: "staff-0042", assurance: 2 },
    });
    expect([fixed.status, fixed.json.findings]).toEqual([201, []]);
    await exchange.settle();
    const { status, json } = await withdraw(exchange, first);
    expect([status, json.findings]).toEqual([201, []]);
    await exchange.settle();
    await exchange.settle();
    expect((await exchange.c.show(first.digest)).json).toMatchObject({ erasedAt: AT });
  });
});

describe("the check of an agreement", () => {
  it.each([
    ["THIRD-LE", [], ["AGREEMENT_DUTY_MISSING"]],
    ["THIRD-LE", [PROVISION], []],
    ["THIRD-LE", [{ ...PROVISION, basis: "NAT-XB#data-act-9" }], ["AGREEMENT_DUTY_MISSING"]],
    ["UK-GDPR", [], []],
  ])(
    "of an agency under the law %s, with the provisions %j, warns of %j",
    (regime, provisions, codes) => {
      const federation = createFederation();
      const purposes = [PROVISION.purpose];
      const terms = { nationalProvisions: provisions, purposes, rows: [] };
      const text = federation.signTerms("AGR-ASSIST", terms, "NGO-B", "NGO-C");
      const file = federation.registryFile() as unknown as RegistryFile;
      setRegime(file, NGO_C, regime);
      const judging = { registry: parseRegistry(file), entity: NGO_C, at: new Date(AT) };
      const found = judgeAgreements([{ file: "agreements/a.json", text }], judging);
      expect(found.map(({ code }) => code)).toEqual(codes);
    },
  );

  it.each([
    ["PT12H", ["AGREEMENT_RETENTION_SHORT"], 422],
    ["PT24H", [], 201],
  ])("warns where a ceiling of %s leaves no day of erasure: %j", async (ceiling, codes, status) => {
    const federation = createFederation();
    const { purpose } = PROVISION;
    const terms = { purposes: [purpose], rows: [], retention: [{ purpose, ceiling }] };
    const text = federation.signTerms("AGR-ASSIST", terms, "NGO-B", "NGO-C");
    const judging = {
      registry: parseRegistry(federation.registryFile()),
      entity: NGO_C,
      at: new Date(AT),
    };
    const found = judgeAgreements([{ file: "agreements/a.json", text }], judging);
    expect(found.map(({ code }) => code)).toEqual(codes);
    const limit = { retention: [{ purpose, ceiling }] };
    const agreement = federation.signTerms("AGR-ASSIST", limit, "NGO-B", "NGO-C");
    const { b } = createExchange({ federation: { ...federation, agreement } });
    const draft = requestS011();
    const sent = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    expect([sent.status, JSON.stringify(sent.json).includes("R15_")]).toEqual([
      status,
      status === 422,
    ]);
  });

  it("says nothing of the law of an agency that has left: others say that it has", () => {
    const federation = createFederation();
    const text = federation.signTerms("AGR-ASSIST", {}, "NGO-B", "NGO-C");
    const file = federation.registryFile() as unknown as RegistryFile;
    factsOf(file, NGO_C)["until"] = "2026-11-23T00:00:00Z";
    const judging = { registry: parseRegistry(file), entity: NGO_C, at: new Date(AT) };
    const found = judgeAgreements([{ file: "agreements/a.json", text }], judging);
    expect(found.map(({ code }) => code)).not.toContain("AGREEMENT_DUTY_MISSING");
  });
});

async function withdrawn(regime: string, provisions: readonly (typeof PROVISION)[]) {
  const exchange = abroad(NGO_C, regime, provisions);
  const sent = await refer(exchange, ["GDPR#6(1)(a)"]);
  expect((await withdraw(exchange, sent)).status).toBe(201);
  await exchange.settle();
  await exchange.settle();
  return { ...exchange, sent };
}

/** One of the two agencies is abroad, under another law. */
function abroad(entity: string, regime: string, nationalProvisions: readonly (typeof PROVISION)[]) {
  const federation = createFederation();
  const agreement = federation.signTerms("AGR-ASSIST", { nationalProvisions }, "NGO-B", "NGO-C");
  const exchange = createExchange({ federation: { ...federation, agreement } });
  exchange.editRegistry((file) => {
    setRegime(file, entity, regime);
    const state = entity === NGO_B ? "XB" : "XC";
    Object.assign((file["states"] as Record<string, object>)[state] ?? {}, { eu: false });
  });
  return exchange;
}

async function refer(
  { b, settle }: TestExchange,
  legalBases: readonly string[],
  transfer = "GDPR45",
) {
  const clear = { ...requestS011().clear, "env.transfer.basis": transfer };
  const draft = { ...requestS011(), clear, legalBases };
  const { status, json } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  expect([status, json.findings]).toEqual([201, []]);
  await settle();
  return json;
}

interface RegistryFile {
  readonly agencies: readonly { readonly entity: string }[];
}

function setRegime(file: RegistryFile, entity: string, regime: string): void {
  factsOf(file, entity)["regime"] = regime;
}

function factsOf({ agencies }: RegistryFile, entity: string): Record<string, unknown> {
  const agency = agencies.find((one) => one.entity === entity);
  const { facts } = agency as unknown as { facts: Record<string, unknown>[] };
  return facts[0] ?? {};
}
