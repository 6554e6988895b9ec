/** Agencies that leave the federation or become another, agreements and consents that end, while messages wait. */
import { describe, expect, it } from "vitest";
import { changes, errorOf, fail, stateOf, submit, tried } from "./changing-parties.ts";
import { createFederation } from "./federation.ts";
import { sendAsPartner } from "./hostile-partner.ts";
import { createExchange, NGO_B, NGO_C, requestS011 } from "./world.ts";

describe("what is dated before its sender changed", () => {
  it.each([
    ["left the federation", {}, [403, "TRUST_AGENCY_UNKNOWN"]],
    ["became of another type", { type: "hostingProvider" }, [422, "MESSAGE_REGISTRY_DIFFERS"]],
    ["moved to another State", { country: "XD" }, [422, "MESSAGE_REGISTRY_DIFFERS"]],
  ])("is not taken once that agency %s", async (_, becomes, expected) => {
    const exchange = createExchange();
    const dated = (createdAt: string, deliverBy: string) =>
      sendAsPartner(
        exchange,
        (draft) => ({
          ...draft,
          clear: { ...draft.clear, "env.createdAt": createdAt, "env.deliverBy": deliverBy },
        }),
        () => exchange.editRegistry(changes(NGO_B, becomes)),
      );
    const answer = await dated("2026-11-19T09:00:00Z", "2026-12-02T09:00:00Z");
    const { code } = (await answer.json()) as { code: string };
    expect([answer.status, code]).toEqual(expected);
  });
});

describe("what waits is not sent", () => {
  it.each([
    ["before its first attempt", false],
    ["after one that failed", true],
  ])("to a recipient that has left, %s", async (_, isTried) => {
    const exchange = createExchange();
    const digest = await submit(exchange);
    if (isTried) await fail(exchange);
    exchange.editRegistry(changes(NGO_C, {}));
    expect(await tried(exchange)).toEqual([]);
    expect(await errorOf(exchange, digest)).toBe("GATEWAY_RECIPIENT_UNKNOWN");
    const event = isTried ? "sending" : "queued";
    const told = { event, ref: digest, peer: NGO_C, code: "GATEWAY_RECIPIENT_UNKNOWN" };
    expect(exchange.b.log).toContainEqual(told);
    // It comes back, as after a mistake of the registry's authority.
    exchange.editRegistry(() => {});
    exchange.setTime("2026-11-26T09:02:00Z");
    await exchange.settle();
    expect(await stateOf(exchange, digest)).toBe("decided");
  });

  it("to a recipient that has left, and is as soon as the registry has it again", async () => {
    const exchange = createExchange();
    const digest = await submit(exchange);
    exchange.editRegistry(changes(NGO_C, {}));
    for (const time of ["2026-11-24T09:02:00Z", "2026-11-24T12:02:00Z", "2026-11-25T09:02:00Z"]) {
      exchange.setTime(time);
      expect(await tried(exchange)).toEqual([]);
    }
    expect(await errorOf(exchange, digest)).toBe("GATEWAY_RECIPIENT_UNKNOWN");
    exchange.editRegistry(() => {});
    await exchange.settle();
    expect(await stateOf(exchange, digest)).toBe("decided");
  });

  it.each([false, true])(
    "under an agreement that has ended (after a failure: %s)",
    async (isTried) => {
      const federation = createFederation();
      const short = federation.signTerms("AGR-ASSIST", { until: "2026-11-24" }, "NGO-B", "NGO-C");
      const exchange = createExchange({ federation, options: { agreements: [short] } });
      const digest = await submit(exchange);
      if (isTried) await fail(exchange);
      exchange.setTime("2026-11-26T09:02:00Z");
      expect(await tried(exchange)).toEqual([]);
      expect(await errorOf(exchange, digest)).toBe("GATEWAY_AGREEMENT_UNKNOWN");
    },
  );

  it("on a consent that has lapsed, and ends as expired", async () => {
    const exchange = createExchange();
    const digest = await submit(exchange, lapsing("2026-11-25T00:00:00Z"));
    await fail(exchange);
    exchange.setTime("2026-11-26T09:02:00Z");
    expect(await tried(exchange)).toEqual([]);
    expect(await errorOf(exchange, digest)).toBe("CONSENT_LAPSED");
    exchange.setTime("2026-12-09T09:02:00Z");
    expect(await tried(exchange)).toEqual([]);
    expect(await stateOf(exchange, digest)).toBe("expired");
  });
});

/** S01.1 on a consent that ends. */
function lapsing(validUntil: string) {
  const draft = requestS011();
  const consents = draft.consents?.map((one) => ({
    ...one,
    record: { ...one.record, validUntil },
  }));
  return { ...draft, consents };
}
