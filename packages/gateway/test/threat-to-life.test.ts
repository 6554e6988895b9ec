import { canonicalJson, decodeBase64urlText, encodeUtf8 } from "@safepassage/core";
import { describe, expect, it } from "vitest";
import { createForge, type Make } from "./forge.ts";
import { createExchange, type TestExchange, TOKENS } from "./world.ts";

describe("a signed message without members of its private part", () => {
  it("waits in quarantine where it claims a threat to life, with what is missing named", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    const response = await deliver(exchange, () => ({ urgency: EMERGENCY }));
    expect(response.status).toBe(200);
    expect(c.store.counts()).toMatchObject({ inbox: 1, quarantined: 1 });
    const { json } = await c.call("GET", "/quarantine", undefined, {
      authorization: `Bearer ${TOKENS.quarantine.dutyOfficer}`,
    });
    const [{ message, findings }] = json.messages;
    expect(Object.keys(message.private)).toEqual(["private.urgency"]);
    const named = (findings as { code: string; field?: string }[])
      .filter(({ code }) => code === "R65_CLAIM_MISSING")
      .map(({ field }) => field);
    expect(named).toContain("private.exchangeId");
    expect(named).toContain("private.provenance");
  });

  // An empty list says something that a missing one does not: no conditions come with the data.
  it.each([
    "authorisations",
    "caseRef",
    "consentAssertions",
    "consentRefs",
    "exchangeId",
    "necessity",
    "officerAssurance",
    "officerRef",
    "priorAuthorisations",
    "provenance",
  ])("is never accepted without its %s, whatever it claims", async (name) => {
    const exchange = createExchange();
    await deliver(exchange, (hidden) => {
      const { [name]: _, ...rest } = hidden;
      return { ...rest, urgency: EMERGENCY };
    });
    expect(exchange.c.store.counts()).toMatchObject({ inbox: 1, quarantined: 1 });
  });

  it("is refused where it claims none", async () => {
    const exchange = createExchange();
    const response = await deliver(exchange, () => ({
      urgency: { ground: "none", level: "routine" },
    }));
    expect(await response.json()).toMatchObject({ code: "MESSAGE_PRIVATE_MISSING" });
    expect(exchange.c.store.counts()).toMatchObject({ inbox: 0, quarantined: 0 });
  });
});

/** Posts NGO-B's message with another private part, properly signed and written. */
async function deliver(
  exchange: TestExchange,
  change: (hidden: Record<string, unknown>) => object,
): Promise<Response> {
  const { sdJwt, build, pack } = await createForge(exchange);
  const disclosed = sdJwt
    .split("~")
    .slice(1, -1)
    .map((text) => (JSON.parse(decodeBase64urlText(text)) as unknown[]).slice(1));
  const remake = (make: Make): readonly string[] => {
    const digests = disclosed.map((parts) =>
      parts[0] === "private"
        ? make("private", JSON.parse(canonicalJson(change(parts[1] as Record<string, unknown>))))
        : make(...parts),
    );
    // The last two are body and private.
    return digests.slice(-2).sort();
  };
  return exchange.c.gateway.fetch(
    new Request("http://c.test/inbox", {
      method: "POST",
      headers: { "content-type": "application/jose" },
      body: encodeUtf8(pack(build(remake))).slice(),
    }),
  );
}

const EMERGENCY = { level: "emergency", ground: "threatToLife" };
