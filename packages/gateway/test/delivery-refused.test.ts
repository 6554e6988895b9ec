import { textOf } from "@safepassage/agency";
import { generateSigningKey, parseRegistry, publicJwk } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import type { GatewayOptions } from "../src/index.ts";
import { problem, refusal, row, submit } from "./delivering.ts";
import { NGO_B, NGO_C, type RegistryFile } from "./federation.ts";
import { inside } from "./inside.ts";
import { createExchange, NOW } from "./world.ts";

describe("a delivery that fails", () => {
  it("waits for a recipient whose clock is behind", async () => {
    // Within the five minutes of a request's signature, and beyond the two of a message.
    let behindBy = 200_000;
    const world = createExchange();
    const { c } = createExchange({
      federation: world.federation,
      options: { clock: { now: () => new Date(Date.parse(NOW) - behindBy) } },
    });
    world.intercept((request) => c.gateway.fetch(request));
    const id = await submit(world);
    await world.b.gateway.sender.deliverDue();
    expect(await row(world, id)).toMatchObject({
      state: "sending",
      lastError: "MESSAGE_NOT_YET_VALID",
      sealed: expect.any(String),
    });
    const { json } = await world.b.show((await row(world, id)).digest);
    expect(json.receipts[0].claims).toMatchObject({ kind: "refused", iss: NGO_C });
    behindBy = 0;
    world.setTime("2026-11-24T09:02:05Z");
    await world.b.gateway.sender.deliverDue();
    expect(await row(world, id)).toMatchObject({ state: "decided", lastError: undefined });
    expect((await row(world, id)).receipts).toEqual(
      (await inside(c.store).inbox.find(NGO_B, id))?.receipts,
    );
  });

  it.each<[string, string, Partial<GatewayOptions>, (file: RegistryFile) => object]>([
    ["without the agreement", "MESSAGE_AGREEMENT_UNKNOWN", { agreements: [] }, () => ({})],
    [
      "with a registry from before the sender",
      "GATEWAY_SIGNATURE_REFUSED",
      {},
      ({ agencies }) => ({ agencies: agencies.filter(({ entity }) => entity !== NGO_B) }),
    ],
    [
      "with a registry from before the sender's key",
      "GATEWAY_SIGNATURE_REFUSED",
      {},
      ({ agencies: [b, ...others] }) => {
        const former = publicJwk(generateSigningKey("Ed25519"));
        return { agencies: [{ ...b, keys: [{ ...b?.keys[0], jwk: former }] }, ...others] };
      },
    ],
  ])("is tried until the deadline at a recipient %s: %s", async (_, code, options, stale) => {
    const world = createExchange();
    const file = world.federation.registryFile();
    const registry = parseRegistry({ ...file, ...stale(file) });
    const { c, setTime } = createExchange({
      federation: world.federation,
      options: { ...options, registry: () => registry },
    });
    world.intercept((request) => c.gateway.fetch(request));
    const id = await submit(world);
    // What is refused for the signature of its request was never opened, and nobody signs that.
    const isOpened = code === "MESSAGE_AGREEMENT_UNKNOWN";
    for (const time of ["2026-11-24T09:02:00Z", "2026-11-24T09:03:00Z", "2026-11-27T09:03:00Z"]) {
      world.setTime(time);
      setTime(time);
      await world.b.gateway.sender.deliverDue();
      const state = isOpened ? "sending" : "queued";
      expect(await row(world, id)).toMatchObject({ state, lastError: code });
    }
    expect((await row(world, id)).attempts).toBe(3);
    world.setTime("2026-12-01T09:02:00Z");
    await world.b.gateway.sender.deliverDue();
    const { state, sealed, receipts: kept } = await row(world, id);
    expect([state, sealed, kept.length]).toEqual(["expired", undefined, isOpened ? 1 : 0]);
  });

  it.each([
    ["MESSAGE_EXPIRED", "MESSAGE_EXPIRED"],
    ["MESSAGE_PROFILE_UNSUPPORTED", "GATEWAY_PROFILE_DIFFERS"],
    ["MESSAGE_REGISTRY_DIFFERS", "MESSAGE_REGISTRY_DIFFERS"],
    ["TRUST_AGENCY_UNKNOWN", "TRUST_AGENCY_UNKNOWN"],
    ["TRUST_KEY_UNKNOWN", "TRUST_KEY_UNKNOWN"],
    ["TRUST_KEY_NOT_IN_FORCE", "TRUST_KEY_NOT_IN_FORCE"],
  ])("stays to be sent after a signed %s, which time may mend: %s", async (code, told) => {
    const exchange = createExchange();
    const id = await submit(exchange);
    exchange.intercept((request) => {
      if (request.method !== "POST") return undefined;
      const signer = exchange.federation.signers["NGO-C"];
      return request.text().then((sealed) => problem(refusal(signer, sealed, code)));
    });
    await exchange.b.gateway.sender.deliverDue();
    expect(await row(exchange, id)).toMatchObject({ state: "sending", lastError: told });
    // It was sent: nothing here keeps it back.
    const event = exchange.b.log.find((one) => one.event === "sending" && one.code === told);
    expect(event && textOf(event)).toContain("An attempt to deliver");
    exchange.intercept(() => undefined);
    exchange.setTime("2026-11-24T09:02:05Z");
    await exchange.settle();
    expect((await row(exchange, id)).state).toBe("decided");
  });
});
