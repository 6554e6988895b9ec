import { createSigner, generateSigningKey, publicJwk } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { errorOf, fail, shown, stateOf, submit, tried } from "./changing-parties.ts";
import { correctionOf, NEED, refer, valueFor } from "./correcting.ts";
import { createFederation } from "./federation.ts";
import { sendAsPartner } from "./hostile-partner.ts";
import { inside } from "./inside.ts";
import { NRM_D, withTwin } from "./two-recipients.ts";
import { withdraw } from "./withdrawing.ts";
import { createExchange, NGO_C, requestS011 } from "./world.ts";

describe("a newer version of an agreement takes the place of the one before", () => {
  const held = (from: string) => {
    const federation = createFederation();
    const change = { version: "2.0", from, protocols: ["1.0" as const] };
    const newer = federation.signTerms("AGR-ASSIST", change, "NGO-B", "NGO-C");
    const agreements = [federation.agreement, newer];
    return createExchange({ federation, options: { agreements } });
  };

  it.each([
    ["the day before", "2026-11-23", [422, "MESSAGE_AGREEMENT_SUPERSEDED"]],
    ["that very day", "2026-11-24", [200, undefined]],
    ["the day after", "2026-11-25", [200, undefined]],
  ])("for a message that names that one, if it began %s", async (_, from, expected) => {
    const answer = await sendAsPartner(held(from), (draft) => draft);
    const { code } = (await answer.json()) as { code?: string };
    expect([answer.status, code]).toEqual(expected);
  });

  it("and is what this agency sends under", async () => {
    const exchange = held("2026-11-23");
    const { digest } = await refer(exchange);
    const { message } = (await exchange.b.show(digest)).json;
    expect(message.clear["env.agreementRef"].version).toBe("2.0");
    expect(await stateOf(exchange, digest)).toBe("decided");
  });
});

describe("a newer version of an agreement that leaves a party out", () => {
  const leavingOut = (...stay: ["NGO-B" | "NGO-C", "NRM-D"]) => {
    const twin = withTwin();
    const agreement = twin.sign("AGR-ASSIST", "NGO-B", "NGO-C", "NRM-D");
    const federation = { ...twin, agreement };
    const newer = twin.signTerms("AGR-ASSIST", { version: "2.0", from: "2026-11-23" }, ...stay);
    // Who is left out does not have the newer one.
    const own = { [stay[0]]: { agreements: [agreement, newer] } };
    return createExchange({ federation, options: { agreements: [agreement] }, own });
  };

  it("is what nothing is sent to that party under any more", async () => {
    const { b } = leavingOut("NGO-B", "NRM-D");
    const { status, json } = await b.call("POST", "/v1/messages", {
      ...{ draft: requestS011(), mode: "minimise" },
    });
    expect([status, json.code]).toEqual([422, "GATEWAY_AGREEMENT_UNKNOWN"]);
    const { entries } = (await b.call("GET", "/v1/partners")).json;
    const shared = entries.map(({ entity, agreements }: Record<string, unknown>) => [
      entity,
      agreements,
    ]);
    expect(shared).toContainEqual([NGO_C, []]);
    expect(shared).toContainEqual([NRM_D, ["AGR-ASSIST"]]);
  });

  it("holds back what waits for that party, and what it says to have lost", async () => {
    const twin = withTwin();
    const agreement = twin.sign("AGR-ASSIST", "NGO-B", "NGO-C", "NRM-D");
    const change = { version: "2.0", from: "2026-11-25" };
    const newer = twin.signTerms("AGR-ASSIST", change, "NGO-B", "NRM-D");
    const own = { "NGO-B": { agreements: [agreement, newer] } };
    const options = { agreements: [agreement] };
    const exchange = createExchange({ federation: { ...twin, agreement }, options, own });
    const lost = await refer(exchange);
    const digest = await submit(exchange);
    await fail(exchange);
    exchange.setTime("2026-11-26T09:02:00Z");
    expect(await tried(exchange)).toEqual([]);
    expect(await errorOf(exchange, digest)).toBe("GATEWAY_AGREEMENT_UNKNOWN");
    const again = await exchange.b.call("POST", `/v1/messages/${lost.digest}/resend`, {});
    expect(again.json).toMatchObject({ outcome: "notSent", code: "GATEWAY_AGREEMENT_UNKNOWN" });
  });

  it("is why nothing of that party is taken", async () => {
    const answer = await sendAsPartner(leavingOut("NGO-C", "NRM-D"), (draft) => draft);
    const { code } = (await answer.json()) as { code?: string };
    expect([answer.status, code]).toEqual([422, "MESSAGE_AGREEMENT_SUPERSEDED"]);
  });
});

describe("what the parties owe each other outlives their agreement", () => {
  const ENDED = [
    ["has ended", () => createExchange(endingSoon())],
    ["was signed with a key that has ended", () => createExchange({ federation: rolling() })],
  ] as const;

  it.each(ENDED)(
    "a withdrawn consent has both sides erase under one that %s",
    async (_, create) => {
      const exchange = create();
      const sent = await refer(exchange);
      exchange.setTime("2026-11-26T09:02:00Z");
      // With a new registry the agreements are verified again.
      exchange.editRegistry(() => {});
      const anew = await exchange.b.call("POST", "/v1/messages", {
        draft: requestS011(),
        mode: "minimise",
      });
      expect([anew.status, anew.json.code]).toEqual([422, "GATEWAY_AGREEMENT_UNKNOWN"]);
      expect((await withdraw(exchange, sent)).status).toBe(201);
      await exchange.settle();
      for (const store of [exchange.b.store, exchange.c.store]) {
        const { inbox, outbox } = inside(store);
        const row =
          (await outbox.findByDigest(sent.digest)) ?? (await inbox.findByDigest(sent.digest));
        expect([row?.content, row?.erasedAt]).toEqual([undefined, expect.any(String)]);
      }
      const { certificate } = await shown(exchange, sent.digest);
      expect(certificate).toEqual(expect.any(String));
    },
  );

  it.each(ENDED)("an officer has what was wrong erased under one that %s", async (_, create) => {
    const exchange = create();
    const sent = await refer(exchange);
    exchange.setTime("2026-11-26T09:02:00Z");
    exchange.editRegistry(() => {});
    const path = `/v1/messages/${sent.digest}/corrections`;
    const correction = (action: string, reason: string) =>
      exchange.b.call("POST", path, {
        ...{ action, reason, changes: [{ path: `${NEED}/need.services` }] },
        officer: { id: "staff-0042", assurance: 2 },
      });
    const restricted = await correction("restrict", "contested");
    expect([restricted.status, restricted.json.code]).toEqual([422, "GATEWAY_AGREEMENT_UNKNOWN"]);
    const { status, json } = await correction("erase", "unlawful");
    expect([status, json.code]).toEqual([201, undefined]);
    await exchange.settle();
    const row = await inside(exchange.c.store).inbox.findByDigest(sent.digest);
    expect([row?.content, row?.erasedAt]).toEqual([undefined, expect.any(String)]);
  });

  it("but no correction that gives values is taken then", async () => {
    const exchange = createExchange(endingSoon());
    const sent = await refer(exchange);
    const body = valueFor(sent, `${NEED}/need.services`, ["legalAdvice"]);
    const draft = await correctionOf(exchange.b, sent, body);
    await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    exchange.setTime("2026-11-26T09:02:00Z");
    expect(await tried(exchange)).toEqual([]);
  });
});

/** An agreement that ends on the 25th. */
function endingSoon() {
  const federation = createFederation();
  const short = federation.signTerms("AGR-ASSIST", { until: "2026-11-25" }, "NGO-B", "NGO-C");
  return { federation, options: { agreements: [short] } };
}

/** NGO-C signs with a new key, and its old one, which has signed the agreement, ends on the 25th. */
function rolling(): ReturnType<typeof createFederation> {
  const federation = createFederation();
  const key = generateSigningKey("Ed25519");
  const registryFile: typeof federation.registryFile = (endpoints) => {
    const file = federation.registryFile(endpoints);
    for (const { entity, keys } of file.agencies) {
      if (entity !== NGO_C) continue;
      Object.assign(keys[0] ?? {}, { until: "2026-11-25T00:00:00Z" });
      (keys as unknown as object[]).push({
        jwk: publicJwk(key),
        from: "2026-01-01T00:00:00Z",
        status: "active",
      });
    }
    return file;
  };
  const signers = { ...federation.signers, "NGO-C": createSigner(key) };
  return { ...federation, signers, registryFile };
}
