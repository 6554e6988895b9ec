import { findPurpose, type Leaf, parseBody, parseConsentRecord } from "@safepassage/schema";
import { describe, expect, test } from "vitest";
import { applyAdditions, findCase, parseCaseRequest, selectFields } from "../src/index.ts";
import { countedRandom, demoFile, demoRequest, importSample, readScenarios } from "./sample.ts";

describe.each(
  readScenarios().flatMap(({ id, messages }) =>
    messages
      .filter(({ type }) => type === "referral")
      .map((message) => ({ file: `${id.toLowerCase()}-${message.n}`, message })),
  ),
)("the request $file", ({ file, message }) => {
  const sender = message.from.toLowerCase();
  const request = parseCaseRequest(demoRequest(file), { test: true });

  async function asked() {
    const { statement, ...imported } = await importSample(`${sender}.csv`);
    const chosen = findCase(imported, request.case);
    const evaluation = { ...statement.evaluation, asOf: "2026-11" };
    const adding = { evaluation, random: countedRandom("additions"), test: true };
    const body = applyAdditions(chosen.groups, request.additions, adding);
    return selectFields(body, request.asks, request.precision);
  }

  test("asks what the scenario's message says", () => {
    const { clear } = message.message;
    expect(request).toMatchObject({
      purpose: clear["env.purpose"],
      messageType: clear["env.messageType"],
      recipient: clear["env.recipient.agencyId"],
      legalBases: clear["env.legalBasis"],
      agreement: clear["env.agreementRef"].id,
      conditions: clear["env.handling.conditions"],
    });
    const reasons = message.message.private["private.necessity"] as readonly {
      path: string;
      reason: string;
    }[];
    expect(request.necessity.map(({ field, reason }) => ({ field, reason }))).toEqual(
      reasons.map(({ path, reason }) => ({ field: path.slice(path.indexOf("/") + 1), reason })),
    );
    const consent = message.context.consents[0];
    const { record } = request.consent ?? {};
    const kept = typeof record === "string" ? parseConsentRecord(demoFile(record)) : undefined;
    expect(kept?.scope).toEqual(consent?.scope);
  });

  test("holds every leaf of the scenario's message with its value", async () => {
    const groups = Object.values(await asked());
    const wanted = Object.values(message.message.body);
    for (const { kind, leaves, ...header } of wanted) {
      const own = groups.filter((group) => group.kind === kind);
      expect(own, kind).toHaveLength(1);
      expect(own[0]?.ageClass).toBe(header.ageClass);
      expect(own[0]?.ledCategory).toBe(header.ledCategory);
      for (const leaf of leaves) {
        expect(own[0]?.leaves.map(comparable), leaf.f).toContainEqual(comparable(leaf));
      }
    }
    const body = await asked();
    expect(parseBody(body)).toBe(body);
  });

  test("asks for nothing else where the scenario is refused, and for more than the purpose grants if not", async () => {
    const present = new Set(
      Object.values(await asked()).flatMap(({ leaves }) => leaves.map(({ f }) => f)),
    );
    const leaves = message.fields.filter((field) => !HEADERS.includes(field));
    if (message.expected === "reject") {
      expect([...present].sort()).toEqual([...leaves].sort());
      return;
    }
    const purpose = findPurpose(request.purpose);
    const granted = [
      ...(purpose?.required ?? []),
      ...(purpose?.allowed ?? []),
      ...CONSENTED,
      ...COMPANIONS,
    ];
    const extra = [...present].filter((field) => !leaves.includes(field));
    expect(extra.length).toBeGreaterThan(3);
    expect(extra.filter((field) => granted.includes(field))).toEqual([]);
  });
});

/** The scenario cuts the period to the month, its pseudonyms and names are its own. */
function comparable({ f, v, nature }: Leaf): unknown {
  if (f === "subject.pseudonym" || f === "identity.names") return { f };
  return { f, v: f === "event.period" ? String(v).slice(0, 7) : v, nature };
}

const HEADERS = ["subject.ledCategory", "subject.ageClass"];
const CONSENTED = ["contact.safeChannel"];
const COMPANIONS = ["location.kind"];
