import { verifyReceipt } from "@safepassage/message";
import type { Body } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { requestS011 } from "./drafts.ts";
import { EMERGENCY, faultyEmergency, withoutEvaluation } from "./emergency.ts";
import { entityOf, type Name, NGO_B } from "./federation.ts";
import { createForge, type Forge } from "./forge.ts";
import { forgeEmergency, sealAs } from "./forged-emergency.ts";
import { sendAsPartner } from "./hostile-partner.ts";
import { heldIn, inside } from "./inside.ts";
import { postPackage } from "./partner.ts";
import { readQuarantine } from "./read-quarantine.ts";
import { createExchange, type TestExchange } from "./world.ts";

const POLICE_D = entityOf("Police-D");
const ALARM = /^(?:emergencyRefused|manyEmergenciesRefused)$/;

describe("refused emergencies of one sender", () => {
  it("raise eight alarms within an hour, one that they are many, and none of another sender less", async () => {
    const { exchange, forge } = await open();
    await refuseMany(exchange, forge, 12, "Police-D");
    expect(alarmsOf(exchange)).toEqual([
      ...Array.from({ length: 8 }, () => `emergencyRefused ${POLICE_D}`),
      `manyEmergenciesRefused ${POLICE_D}`,
    ]);
    await refuseMany(exchange, forge, 1, "NGO-B");
    expect(alarmsOf(exchange).slice(9)).toEqual([`emergencyRefused ${NGO_B}`]);
    const { json } = await exchange.c.call("GET", "/v1/alarms?event=manyEmergenciesRefused");
    expect(json.entries).toMatchObject([
      { other: POLICE_D, says: expect.stringMatching(/^A life may be in danger.*more than eight/) },
    ]);
    // No one of them is lost: it is in the list of refusals.
    const { rows } = await inside(exchange.c.store).inbox.listRefusals({ sender: POLICE_D }, 99);
    expect(rows).toHaveLength(12);
  });

  it("raise alarms again in the next hour, and after a clock that was set back", async () => {
    const { exchange, forge } = await open();
    await refuseMany(exchange, forge, 10, "Police-D");
    exchange.setTime("2026-11-24T10:01:59Z");
    await refuseMany(exchange, forge, 1, "Police-D");
    expect(alarmsOf(exchange)).toHaveLength(9);
    exchange.setTime("2026-11-24T10:02:00Z");
    await refuseMany(exchange, forge, 10, "Police-D");
    expect(alarmsOf(exchange)).toHaveLength(18);
    exchange.setTime("2026-11-24T10:01:00Z");
    await refuseMany(exchange, forge, 1, "Police-D");
    expect(alarmsOf(exchange)).toHaveLength(19);
  });
});

describe("an emergency that somebody seals again", () => {
  it("raises one alarm and is kept once, if it was refused", async () => {
    const { exchange, forge } = await open();
    const sdJwt = forgeEmergency(exchange, forge, "NGO-B");
    for (let round = 0; round < 3; round++) {
      expect((await postPackage(exchange, sealAs(forge, sdJwt, "NGO-B"))).status).toBe(422);
    }
    expect(alarmsOf(exchange)).toEqual([`emergencyRefused ${NGO_B}`]);
  });

  it("raises none and is not kept after its deadline, if it was taken in", async () => {
    const { exchange, forge } = await open();
    const sent = await sendAsPartner(exchange, (draft) => {
      const faulty = faultyEmergency(draft);
      return { ...faulty, clear: { ...faulty.clear, "env.deliverBy": "2026-11-24T10:00:00Z" } };
    });
    expect(sent.status).toBe(200);
    const [held] = await heldIn(exchange.c.store);
    exchange.setTime("2026-11-24T11:00:00Z");
    for (let round = 0; round < 3; round++) {
      const sealed = sealAs(forge, held?.content?.sdJwt ?? "", "NGO-B");
      const response = await postPackage(exchange, sealed);
      const { code, receipt } = await response.json();
      expect([response.status, code]).toEqual([422, "MESSAGE_EXPIRED"]);
      expect(verifyReceipt(receipt, exchange.registry)).toMatchObject({ kind: "refused", code });
    }
    expect(alarmsOf(exchange)).toEqual([]);
    expect((await readQuarantine(exchange.c)).refused).toEqual([]);
    const { rows } = await inside(exchange.c.store).inbox.listRefusals({ sender: NGO_B }, 99);
    expect(rows).toEqual([]);
  });
});

describe("a sender that mends its faulty emergencies", () => {
  it("puts no more of them into quarantine within a day than one that does not", async () => {
    const { exchange } = await open();
    const { c } = exchange;
    let exchangeId = "";
    const sendFaulty = async (): Promise<number> => {
      const response = await sendAsPartner(exchange, (draft) => {
        const { private: hidden, ...faulty } = faultyEmergency(draft);
        exchangeId ||= hidden["private.exchangeId"];
        return { ...faulty, private: { ...hidden, "private.exchangeId": exchangeId } };
      });
      return response.status;
    };
    for (let count = 0; count < 64; count++) expect(await sendFaulty()).toBe(200);
    const mending = await sendAsPartner(exchange, (draft) => ({
      ...draft,
      private: { ...draft.private, "private.exchangeId": exchangeId },
    }));
    expect(mending.status).toBe(200);
    expect(await inside(c.store).inbox.counts()).toMatchObject({ inbox: 65, quarantined: 0 });
    expect(await sendFaulty()).toBe(429);
    expect(alarmsOf(exchange)).toEqual([`emergencyRefused ${NGO_B}`]);
    expect(await inside(c.store).inbox.counts()).toMatchObject({ inbox: 65, quarantined: 0 });
    exchange.setTime("2026-11-25T09:02:00Z");
    const body = withoutEvaluation(requestS011().body as unknown as Body);
    const draft = { ...requestS011(), body, private: { "private.urgency": EMERGENCY } };
    expect((await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" })).status).toBe(
      201,
    );
    await exchange.settle();
    expect((await inside(c.store).inbox.counts()).quarantined).toBe(1);
  });
});

async function open(): Promise<{ readonly exchange: TestExchange; readonly forge: Forge }> {
  const exchange = createExchange();
  return { exchange, forge: await createForge(exchange) };
}

/** Has this many emergencies refused, each another message. */
async function refuseMany(
  exchange: TestExchange,
  forge: Forge,
  count: number,
  as: Name,
): Promise<void> {
  for (let one = 0; one < count; one++) {
    const sealed = sealAs(forge, forgeEmergency(exchange, forge, as), as);
    expect((await postPackage(exchange, sealed)).status).toBe(422);
  }
}

/** The alarms about refused emergencies in the log of NGO-C, each with its partner. */
const alarmsOf = ({ c }: TestExchange): readonly string[] =>
  c.log.filter(({ event }) => ALARM.test(event)).map(({ event, peer }) => `${event} ${peer}`);
