import values from "@safepassage/vectors/schema/field-values.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import {
  codesOf,
  correct,
  correctUnchecked,
  NEVER_SENT,
  PERSON,
  refer,
  SERVICES,
  valueFor,
} from "./correcting.ts";
import { createExchange, requestS011 } from "./world.ts";

describe("a correction carries nothing that its message could not", () => {
  // What it once carried to anybody, whatever the purpose.
  const carried = [
    "identity.names",
    "contact.phone",
    "location.subjectCurrent",
    "location.precise",
    "need.health",
    "subject.immigrationStatusCode",
  ] as const;

  it.each(carried)("%s, for a message never sent or a field never permitted", async (field) => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const [value = null] = values.fields[field];
    for (const [target, code] of [
      [sent, "R79_TARGET_NO_LEAF"],
      [{ ...sent, digest: NEVER_SENT.digest }, "R79_TARGET_NOT_HELD"],
    ] as const) {
      const body = valueFor(target, `${PERSON}/${field}`, [value]);
      const own = await correct(exchange, sent, body);
      expect([own.status, codesOf(own)]).toEqual([422, [code]]);
      const { verdict, codes, stored } = await correctUnchecked(exchange, sent, body);
      expect({ verdict, codes, stored }).toEqual({
        verdict: "reject",
        codes: [code],
        stored: undefined,
      });
    }
  });

  it("nor what its consent does not cover any more", async () => {
    const exchange = createExchange();
    const draft = requestS011();
    const [consent] = draft.consents ?? [];
    if (consent === undefined) throw new TypeError("S01.1 has no consent");
    const record = { ...consent.record, validUntil: "2026-12-01T00:00:00Z" };
    const consents = [{ ...consent, record }];
    // Somebody chose to hold it longer than the consent lasts.
    const clear = { ...draft.clear, "env.retention.eraseBy": "2026-12-24" };
    const sent = await refer(exchange, { ...draft, consents, clear });
    const body = valueFor(sent, SERVICES, ["legalAdvice"]);
    exchange.setTime("2026-12-01T09:00:00Z");
    const own = await correct(exchange, sent, body);
    expect([own.status, codesOf(own)]).toEqual([422, ["R01_FIELD_NOT_PERMITTED"]]);
    const later = {
      "env.createdAt": "2026-12-01T09:00:00Z",
      "env.deliverBy": "2026-12-02T09:00:00Z",
    };
    await exchange.c.gateway.maintain();
    const { verdict, codes, stored } = await correctUnchecked(exchange, sent, body, {
      clear: later,
    });
    expect({ verdict, codes, stored }).toEqual({
      verdict: "reject",
      codes: ["R01_FIELD_NOT_PERMITTED"],
      stored: undefined,
    });
  });

  it("nor a code that tells of her health, where nobody said that this is needed", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const body = valueFor(sent, SERVICES, ["medicalCare"], "complete");
    const own = await correct(exchange, sent, body);
    expect(codesOf(own)).toEqual(["R17_NOT_STRICTLY_NECESSARY", "R18_BASIS_MISSING"]);
    const { verdict, codes, stored } = await correctUnchecked(exchange, sent, body);
    expect({ verdict, codes: codes.toSorted(), stored }).toEqual({
      verdict: "reject",
      codes: ["R17_NOT_STRICTLY_NECESSARY", "R18_BASIS_MISSING"],
      stored: undefined,
    });
  });

  it("nor a class of person that its purpose does not serve", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const body = valueFor(sent, `${PERSON}/subject.ledCategory`, ["suspect"]);
    expect((await correct(exchange, sent, body)).status).toBe(422);
    const { verdict, stored } = await correctUnchecked(exchange, sent, body);
    expect({ verdict, stored }).toEqual({ verdict: "reject", stored: undefined });
  });
});
