import { expect, it } from "vitest";
import { refer, type Sent } from "./correcting.ts";
import { eventsOf } from "./inside.ts";
import { createExchange, NGO_B, requestS011, type TestExchange } from "./world.ts";

it("a notice of a breach that a partner sends is told to a person at once", async () => {
  const exchange = createExchange();
  const sent = await refer(exchange);
  const digest = await giveNotice(exchange, sent, 1);
  const { c } = exchange;
  const { json } = await c.call("GET", "/v1/alarms?event=breachReported");
  expect(json.entries).toMatchObject([{ ref: digest, other: NGO_B }]);
  expect(json.entries[0].says).toContain(NGO_B);
  const told = { event: "breachReported", ref: digest, peer: NGO_B };
  expect(c.log.filter(({ event }) => event === "breachReported")).toEqual([told]);
  // Who sends it knows of it.
  expect(await eventsOf(exchange.b.store, "breachReported")).toEqual([]);
});

it("of one partner eight are told within a day, and the next ones on the day after", async () => {
  const exchange = createExchange();
  const sent = await refer(exchange);
  const count = async () => (await eventsOf(exchange.c.store, "breachReported")).length;
  for (let phase = 1; phase <= 9; phase++) await giveNotice(exchange, sent, phase);
  expect(await count()).toBe(8);
  exchange.setTime("2026-11-25T09:02:00Z");
  await giveNotice(exchange, sent, 9);
  expect(await count()).toBe(9);
});

/** NGO-B tells NGO-C that others may have read a message. */
async function giveNotice({ b, c, settle }: TestExchange, sent: Sent, phase: number) {
  const { consents: _, people: __, ...request } = requestS011();
  const { private: hidden } = (await c.show(sent.digest)).json.message;
  const said = {
    ...{ "breach.category": "confidentiality", "breach.dataCategories": "subject" },
    ...{ "breach.personsBand": "1-10", "breach.recordsBand": "1-10" },
    ...{ "breach.messages": sent.digest, "breach.detectedAt": "2026-11-24T08:00:00Z" },
    ...{ "breach.notifiedSupervisor": true, "breach.consequences": "reprisal" },
    ...{ "breach.measures": "accessBlocked", "breach.phase": phase },
    "breach.contactPoint": NGO_B,
  };
  const leaves = Object.entries(said).map(([f, v]) => ({ f, v }));
  const draft = {
    ...{ ...request, messageType: "breachNotice", legalBases: ["GDPR#33"] },
    body: { Q5oQKBNJwqPP7MUZFCwvaQ: { kind: "breach", links: [], leaves } },
    private: {
      "private.inReplyTo": sent.id,
      "private.exchangeId": hidden["private.exchangeId"],
    },
  };
  const { status, json } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  if (status !== 201) throw new TypeError(`not sent: ${JSON.stringify(json)}`);
  await settle();
  return json.digest as string;
}
