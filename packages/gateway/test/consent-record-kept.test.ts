import { describe, expect, it } from "vitest";
import { exchangeOf, isHeld, open, send, withdraw } from "./consent-world.ts";
import { damage, databaseIn } from "./damaging.ts";
import { EMERGENCY } from "./emergency.ts";
import { inside } from "./inside.ts";
import { NRM_D } from "./two-recipients.ts";

describe("a consent record", () => {
  it.each(["digest", "consentRef"])(
    "names what rests on another basis too and stays, however it is named: %s",
    async (by) => {
      const exchange = open();
      const ref = "HN-LG3fF5cxcTcDCGUe85g";
      const first = await send(exchange, { ref });
      const exchangeId = await exchangeOf(exchange, first);
      const stays = await send(exchange, {
        ...{ ref, private: { "private.exchangeId": exchangeId } },
        legalBases: ["GDPR#6(1)(a)", "GDPR#6(1)(d)"],
      });
      const bases = { legalBases: ["GDPR#6(1)(a)", "GDPR#6(1)(d)"] };
      const elsewhere = [
        await send(exchange, { ref, ...bases }),
        await send(exchange, { ref, ...bases, recipient: NRM_D }),
      ];
      await exchange.settle();
      const asked = { ...(by === "digest" ? { digest: first } : { consentRef: ref }) };
      const kept = by === "digest" ? [stays] : [stays, ...elsewhere];
      const headers = { "idempotency-key": "case-17-withdrawal" };
      for (const _ of ["first", "again"]) {
        const { status, json } = await withdraw(exchange, asked, headers);
        expect(status).toBe(201);
        expect(json.kept.toSorted()).toEqual(kept.toSorted());
      }
      await exchange.settle();
      expect([await isHeld(exchange, first), await isHeld(exchange, stays)]).toEqual([false, true]);
      // Nothing is left that could be withdrawn: that it stays is no success.
      const { status, json } = await withdraw(exchange, { consentRef: ref });
      expect([status, json.code]).toEqual([409, "GATEWAY_WITHDRAWAL_IMPOSSIBLE"]);
    },
  );

  it.each(["digest", "consentRef"])(
    "names a damaged message that stays, where the consent is named by %s",
    async (by) => {
      const path = databaseIn();
      const exchange = open({}, path);
      const ref = "HN-LG3fF5cxcTcDCGUe85g";
      const first = await send(exchange, { ref });
      const stays = await send(exchange, {
        ...{ ref, private: { "private.exchangeId": await exchangeOf(exchange, first) } },
        legalBases: ["GDPR#6(1)(a)", "GDPR#6(1)(d)"],
      });
      damage(path, "outbox", stays);
      const { status, json } = await withdraw(
        exchange,
        by === "digest" ? { digest: first } : { consentRef: ref },
      );
      expect([status, json.kept]).toEqual([201, [stays]]);
      await exchange.b.gateway.close();
    },
  );

  it("names what stays also where nobody has what is withdrawn", async () => {
    const exchange = open();
    const ref = "HN-LG3fF5cxcTcDCGUe85g";
    const first = await send(exchange, { ref });
    const stays = await send(exchange, { ref, legalBases: ["GDPR#6(1)(a)", "GDPR#6(1)(d)"] });
    const headers = { "idempotency-key": "case-17-withdrawal" };
    for (const _ of ["first", "again"]) {
      const { json } = await withdraw(exchange, { consentRef: ref }, headers);
      expect([json.digest, json.unsent, json.kept]).toEqual([first, true, [stays]]);
    }
    // It would say that she consents. What is held of it is another matter.
    await exchange.settle();
    expect((await exchange.b.show(stays)).json).toMatchObject({
      ...{ state: "unsent", erasureRequested: false },
    });
    expect(await isHeld(exchange, stays)).toBe(true);
    expect(await inside(exchange.c.store).inbox.findByDigest(stays)).toBeUndefined();
  });

  it("stops no message that claims a threat to life", async () => {
    const exchange = open();
    const ref = "HN-LG3fF5cxcTcDCGUe85g";
    await send(exchange, { ref });
    const urgent = await send(exchange, {
      ...{ ref, legalBases: ["GDPR#6(1)(a)", "GDPR#6(1)(d)"] },
      private: { "private.urgency": EMERGENCY },
    });
    await withdraw(exchange, { consentRef: ref });
    await exchange.settle();
    expect(await inside(exchange.c.store).inbox.findByDigest(urgent)).toBeDefined();
  });
});
