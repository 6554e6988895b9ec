import { decodeBase64urlText, sha256Base64url } from "@safepassage/core";
import { describe, expect, it } from "vitest";
import { EMERGENCY } from "./emergency.ts";
import { NGO_B, NGO_C } from "./federation.ts";
import { createForge, type Forge } from "./forge.ts";
import { inside } from "./inside.ts";
import { postPackage } from "./partner.ts";
import { deliver, submit, withoutNecessity } from "./private-part.ts";
import { readQuarantine } from "./read-quarantine.ts";
import { createExchange, NOW } from "./world.ts";

describe("an emergency that is refused", () => {
  it.each<[string, string, (forge: Forge) => string]>([
    [
      "late",
      "MESSAGE_EXPIRED",
      ({ pack, ...forge }) =>
        pack(
          withClaims(forge, {
            iat: Date.parse("2026-11-20T09:00:00Z") / 1000,
            exp: Date.parse("2026-11-24T09:00:00Z") / 1000,
          }),
        ),
    ],
    [
      "of another profile",
      "MESSAGE_PROFILE_UNSUPPORTED",
      ({ pack, ...forge }) => pack(withClaims(forge, { profile: sha256Base64url("another") })),
    ],
    [
      "not padded",
      "MESSAGE_PADDING_DISCLOSURE_WRONG",
      ({ pack, build, ...forge }) =>
        pack(build((make) => [make("private", urgent(forge)), make("body", { _sd: [] })])),
    ],
    [
      "with one member more",
      "MESSAGE_PRIVATE_UNKNOWN",
      ({ pack, build, ...forge }) =>
        pack(build((make) => [make("private", { ...urgent(forge), note: "x" }), make("body", {})])),
    ],
  ])("for being %s (%s) raises an alarm without content, once", async (_, code, make) => {
    const exchange = createExchange();
    const { c } = exchange;
    const sealed = make(await createForge(exchange));
    for (const time of [1, 2]) {
      const response = await postPackage(exchange, sealed);
      expect([time, await response.json()]).toEqual([time, expect.objectContaining({ code })]);
    }
    const ref = sha256Base64url(sealed);
    const alarms = c.log.filter(({ event }) => event === "emergencyRefused");
    expect(alarms).toEqual([{ event: "emergencyRefused", ref, code, peer: NGO_B }]);
    expect(await inside(c.store).inbox.counts()).toMatchObject({ inbox: 0, quarantined: 0 });
    const { refused } = await readQuarantine(exchange.c);
    expect(refused).toMatchObject([{ at: NOW, code, ref, other: NGO_B }]);
  });

  it("raises none where the signature is not good, or it was taken before", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    const forge = await createForge(exchange);
    const sdJwt = forge.build((make) => [make("private", urgent(forge)), make("body", {})]);
    await postPackage(exchange, forge.pack(sdJwt.replace(/\.[^.~]+~/, ".AAAA~")));
    await deliver(exchange, withoutNecessity);
    await deliver(exchange, withoutNecessity);
    expect(c.log.filter(({ event }) => event === "emergencyRefused")).toEqual([]);
  });

  it("raises one at its sender with the first attempt that fails", async () => {
    const exchange = createExchange();
    const { b } = exchange;
    const submitted = await submit(exchange, { "private.urgency": EMERGENCY });
    exchange.intercept(() => Promise.reject(new TypeError("connection refused")));
    for (const time of ["2026-11-24T09:03:00Z", "2026-11-24T09:04:00Z"]) {
      exchange.setTime(time);
      await b.gateway.sender.deliverDue();
    }
    const alarms = b.log.filter(({ event }) => event === "emergencyUndelivered");
    const code = "GATEWAY_PEER_UNREACHABLE";
    expect(alarms).toEqual([
      { event: "emergencyUndelivered", ref: submitted.digest, code, peer: NGO_C },
    ]);
  });

  it("raises it also where its sender dies as soon as the message has expired", async () => {
    const reach = (point: string): void => {
      if (point === "outbox.after-expiry") throw new Error("killed");
    };
    const exchange = createExchange({ options: { reach } });
    const { b } = exchange;
    const { digest } = await submit(exchange, { "private.urgency": EMERGENCY });
    exchange.setTime("2026-12-09T09:02:00Z");
    await expect(b.gateway.sender.deliverDue()).rejects.toThrow();
    await b.gateway.maintain();
    const alarms = b.log.filter(({ event }) => event === "emergencyUndelivered");
    expect(alarms).toMatchObject([{ ref: digest, code: "expired", peer: NGO_C }]);
  });
});

function urgent({ sdJwt }: Pick<Forge, "sdJwt">): Record<string, unknown> {
  const parts = sdJwt
    .split("~")
    .slice(1, -1)
    .map((text) => JSON.parse(decodeBase64urlText(text)));
  const [, , hidden] = parts.find(([, name]) => name === "private") ?? [];
  return { ...hidden, urgency: EMERGENCY };
}

/** The message with other claims, and an urgent private part, signed. */
function withClaims(forge: Pick<Forge, "sdJwt" | "buildWith">, claims: object): string {
  return forge.buildWith(claims, (make) => [make("private", urgent(forge)), make("body", {})]);
}
