import { afterEach, describe, expect, it } from "vitest";
import { openMailbox, openReceiver } from "./alarm-servers.ts";
import { faultyEmergency } from "./emergency.ts";
import { entityOf, NGO_B } from "./federation.ts";
import { createForge } from "./forge.ts";
import { forgeEmergency, sealAs } from "./forged-emergency.ts";
import { sendAsPartner } from "./hostile-partner.ts";
import { heldIn, inside } from "./inside.ts";
import { postPackage } from "./partner.ts";
import { soon, watch } from "./watching.ts";
import { createExchange, NOW, READING, requestS011, type TestExchange } from "./world.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const POLICE_D = entityOf("Police-D");

/** NGO-C, which tells its alarms by mail and to a program once it has started. */
async function open() {
  const [receiver, mailbox] = [await openReceiver(), await openMailbox()];
  const mail = { host: "127.0.0.1", port: mailbox.port, tls: "none" as const };
  const watched = watch({
    alarms: {
      webhook: { url: receiver.url, secret: "hook.key" },
      mail: { ...mail, from: "gateway@ngo-c.test", to: ["duty@ngo-c.test"] },
    },
  });
  const exchange = createExchange({ own: { "NGO-C": { operation: watched.operation } } });
  const { alarms } = exchange.c.gateway;
  cleanups.push(async () => {
    await alarms?.stop(100);
    await receiver.close();
    await mailbox.close();
  });
  return { exchange, receiver, mailbox, start: () => alarms?.start() };
}

describe("an agency that floods with refused emergencies", () => {
  it("delays no alarm about another, and its own ones only", async () => {
    const { exchange, receiver, start } = await open();
    const forge = await createForge(exchange);
    start();
    for (let count = 1; count <= 6; count++) {
      const sealed = sealAs(forge, forgeEmergency(exchange, forge, "Police-D"), "Police-D");
      expect((await postPackage(exchange, sealed)).status).toBe(422);
      if (count < 6) await soon(() => receiver.requests.length).toBe(count);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(receiver.requests).toHaveLength(5);
    await sendAsPartner(exchange, faultyEmergency);
    const [held] = await heldIn(exchange.c.store);
    await soon(() => receiver.requests.length).toBe(6);
    const { alarms = [] } = receiver.requests[5]?.notice ?? {};
    expect(
      alarms.map(({ event, ref, peer }) => [event, event === "emergencyRefused" ? peer : ref]),
    ).toEqual([
      ["emergencyRefused", POLICE_D],
      ["quarantineAlarm", held?.digest],
      ["quarantineAlarm", held?.digest],
    ]);
  });

  it("hides nothing of another in a notice, and is named with the number of the rest", async () => {
    const { exchange, receiver, mailbox, start } = await open();
    for (let place = 0; place < 40; place++) await refuse(exchange, POLICE_D, place);
    const genuine = await refuse(exchange, NGO_B);
    await sendAsPartner(exchange, faultyEmergency);
    start();
    await soon(() => [receiver.requests.length, mailbox.mails.length]).toEqual([1, 1]);
    const { alarms = [], more, moreOf } = receiver.requests[0]?.notice ?? {};
    expect(alarms).toHaveLength(16 + 1 + 2);
    expect(alarms.filter(({ peer }) => peer === POLICE_D)).toHaveLength(16);
    expect(alarms).toContainEqual(expect.objectContaining({ ref: genuine, peer: NGO_B }));
    expect(alarms.filter(({ event }) => event === "quarantineAlarm")).toHaveLength(2);
    expect([more, moreOf]).toEqual([{ emergencyRefused: 24 }, { [POLICE_D]: 24 }]);
    const text = mailbox.mails[0]?.text.replaceAll("=\r\n", "") ?? "";
    expect(text).toContain(`Call these agencies about them:\r\n- 24 more of ${POLICE_D}`);
    // All of them are told: nothing is repeated.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(receiver.requests).toHaveLength(1);
  });

  it("delays no alarm about another, with more alarms than one notice counts", async () => {
    const { exchange, receiver, start } = await open();
    const { alarms, store } = { ...exchange.c, ...exchange.c.gateway };
    start();
    for (let count = 1; count <= 5; count++) {
      await refuse(exchange, POLICE_D, count);
      alarms?.hear({ event: "emergencyRefused" });
      await soon(() => receiver.requests.length).toBe(count);
    }
    await store.transaction(async ({ events }) => {
      for (let count = 0; count < 16_384; count++) await events.add(refused(`${POLICE_D} 5`));
    });
    const genuine = await refuse(exchange, NGO_B);
    alarms?.hear({ event: "emergencyRefused" });
    const told = () => receiver.requests.flatMap(({ notice }) => notice.alarms);
    await soon(() => told().some(({ ref }) => ref === genuine)).toBe(true);
    const counts = receiver.requests.map(({ notice: { more } }) => more["emergencyRefused"]);
    expect(counts.slice(5)).toEqual([16_384 - 16, undefined]);
  });
});

const refused = (ref: string) =>
  ({ kind: "emergencyRefused", at: NOW, ref, code: "MESSAGE_EXPIRED" }) as const;

/** Has NGO-C know of an emergency that it has refused. Returns the digest of the package. */
async function refuse({ c }: TestExchange, sender: string, place = 0): Promise<string> {
  const sealedDigest = `${sender} ${place}`;
  const { kind: _, ref: digest, ...row } = { ...refused(sealedDigest), sealedDigest, sender };
  const { inbox, events } = inside(c.store);
  await inbox.addRefusal({ ...row, digest, rules: ["E05"], receipts: [] }, 1000);
  await events.add(refused(sealedDigest));
  return sealedDigest;
}

it("an officer who breaks the glass again and again delays no alarm about the partner whose messages they are", async () => {
  const { exchange, receiver, start } = await open();
  const { b, c } = exchange;
  const { json } = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
  await exchange.settle();
  const path = `/v1/messages/${json.digest}/content`;
  const breakGlass = () =>
    c.call("GET", path, undefined, { ...READING, "safepassage-reason": "BREAK_GLASS" });
  start();
  for (let count = 1; count <= 6; count++) {
    expect((await breakGlass()).status).toBe(200);
    if (count < 6) await soon(() => receiver.requests.length).toBe(count);
  }
  await sendAsPartner(exchange, faultyEmergency);
  await soon(() => receiver.requests.length).toBe(6);
  const told = receiver.requests[5]?.notice.alarms.map(({ event }) => event) ?? [];
  expect(told).toContain("quarantineAlarm");
});
