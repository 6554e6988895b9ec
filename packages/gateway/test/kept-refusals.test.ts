import { sha256Base64url } from "@safepassage/core";
import { describe, expect, it } from "vitest";
import { entityOf, NGO_B } from "./federation.ts";
import { createForge } from "./forge.ts";
import { forgeEmergency, sealAs } from "./forged-emergency.ts";
import { inside } from "./inside.ts";
import { postPackage } from "./partner.ts";
import { createExchange, NOW, type TestExchange } from "./world.ts";

const POLICE_D = entityOf("Police-D");

describe("the refusals that are kept", () => {
  it("are the newest 1,000 of each sender, and one sender pushes out none of another", async () => {
    const exchange = createExchange();
    await fill(exchange, NGO_B, 3);
    await fill(exchange, POLICE_D, 1100);
    expect([await countOf(exchange, NGO_B), await countOf(exchange, POLICE_D)]).toEqual([3, 1000]);
  });

  it("have a message once, however often somebody seals it again", async () => {
    const exchange = createExchange();
    const forge = await createForge(exchange);
    const sdJwt = forgeEmergency(exchange, forge, "Police-D");
    for (let round = 0; round < 5; round++) {
      const response = await postPackage(exchange, sealAs(forge, sdJwt, "Police-D"));
      expect(await response.json()).toMatchObject({ code: "MESSAGE_AGREEMENT_DOES_NOT_COVER" });
    }
    expect(await countOf(exchange, POLICE_D)).toBe(1);
    expect(await toldOf(exchange)).toBe(1);
  });

  it("have no message that was judged before", async () => {
    const exchange = createExchange();
    const forge = await createForge(exchange);
    expect((await postPackage(exchange, forge.pack(forge.sdJwt))).status).toBe(200);
    for (let round = 0; round < 3; round++) {
      expect((await postPackage(exchange, forge.pack(forge.sdJwt))).status).toBe(409);
    }
    expect([await countOf(exchange, NGO_B), await toldOf(exchange)]).toEqual([0, 0]);
  });

  it("leave a package to be judged anew, as if it came for the first time", async () => {
    const exchange = createExchange();
    const forge = await createForge(exchange);
    const sealed = forge.pack(forge.sdJwt);
    exchange.setTime("2026-11-24T08:02:00Z");
    expect(await (await postPackage(exchange, sealed)).json()).toMatchObject({
      code: "MESSAGE_NOT_YET_VALID",
    });
    await fill(exchange, NGO_B, 1000);
    const digest = sha256Base64url(forge.jwt);
    expect(await inside(exchange.c.store).inbox.wasRefused(digest)).toBe(false);
    const again = await postPackage(exchange, sealed);
    expect(await again.json()).toMatchObject({ code: "MESSAGE_NOT_YET_VALID" });
    expect(await countOf(exchange, NGO_B)).toBe(1000);
    exchange.setTime(NOW);
    expect((await postPackage(exchange, sealed)).status).toBe(200);
    expect((await postPackage(exchange, sealed)).status).toBe(200);
  });
});

describe("those who follow", () => {
  it("are told of 64 refused packages of one sender within an hour, and of another's", async () => {
    const exchange = createExchange();
    const forge = await createForge(exchange);
    const refuse = async (as: "Police-D" | "NGO-B") =>
      postPackage(exchange, sealAs(forge, forgeEmergency(exchange, forge, as), as));
    for (let count = 0; count < 70; count++) await refuse("Police-D");
    expect(await toldOf(exchange)).toBe(64);
    await refuse("NGO-B");
    expect(await toldOf(exchange)).toBe(65);
    exchange.setTime("2026-11-24T10:02:00Z");
    await refuse("Police-D");
    expect(await toldOf(exchange)).toBe(66);
    expect(await countOf(exchange, POLICE_D)).toBe(71);
  });
});

/** Stores this many refusals of a sender, as the gateway does. Over HTTP they would take long. */
async function fill({ c }: TestExchange, sender: string, count: number): Promise<void> {
  const row = { sender, code: "MESSAGE_EXPIRED", rules: ["E05"], at: NOW, receipts: [] };
  await c.store.transaction(async ({ inbox }) => {
    for (let place = 0; place < count; place++) {
      const digest = `${sender} ${place}`;
      await inbox.addRefusal({ ...row, digest, sealedDigest: digest }, 1000);
    }
  });
}

async function countOf({ c }: TestExchange, sender: string): Promise<number> {
  return (await inside(c.store).inbox.listRefusals({ sender }, 5000)).rows.length;
}

/** Of how many refused packages those who follow NGO-C are told. */
async function toldOf({ c }: TestExchange): Promise<number> {
  const changes = await inside(c.store).changes.after(0, 5000);
  return changes.filter(({ kind }) => kind === "packageRefused").length;
}
