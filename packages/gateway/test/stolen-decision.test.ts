/** A person learns which message rests on a decision under a key that others had, whoever has sent the message. */
import { createFixedClock } from "@safepassage/core";
import {
  issueAuthorisation,
  randomId,
  statedBeside,
  verifyAuthorisation,
} from "@safepassage/message";
import type { Draft } from "@safepassage/schema";
import { parseRegistry } from "@safepassage/trust";
import scenarios from "@safepassage/vectors/scenarios/s06-s17.json" with { type: "json" };
import { expect, it } from "vitest";
import { requestS011 } from "./drafts.ts";
import { createFederation, entityOf, NGO_B, NGO_C } from "./federation.ts";
import { sendAsPartner } from "./hostile-partner.ts";
import { inside } from "./inside.ts";
import { stolen } from "./stolen-key-world.ts";
import { createExchange, NOW, type TestExchange } from "./world.ts";

const COURT = entityOf("Police-B");

it("a decision of another agency under a key that others had is told, once, by the first message that rests on it", async () => {
  const { exchange, steal, toldOf } = createWorld();
  expect((await sendAsPartner(exchange, (draft) => draft)).status).toBe(200);
  expect((await sendAsPartner(exchange, (draft) => withOrder(exchange, draft))).status).toBe(200);
  const { rows } = await inside(exchange.c.store).inbox.list({ state: "accepted" }, 9);
  expect(rows).toHaveLength(2);
  const [resting] = rows;
  await exchange.c.gateway.maintain();
  expect(toldOf()).toEqual([]);

  steal("2026-11-24T08:00:00Z");
  for (let round = 0; round < 2; round++) await exchange.c.gateway.maintain();
  const told = { ref: resting?.digest, peer: NGO_B, code: COURT };
  expect(toldOf()).toEqual([{ event: "decisionKeyStolen", ...told }]);
  const { json } = await exchange.c.call("GET", "/v1/alarms?event=decisionKeyStolen");
  expect(json.entries).toMatchObject([{ ref: resting?.digest, other: NGO_B, code: COURT }]);
  expect(json.entries[0].says).toContain(`Others have had the signing key of ${COURT}`);
});

it("a decision on which a message rests that one's own agency has sent is told there, too", async () => {
  const { exchange, steal } = createWorld();
  const draft = requestS011();
  const { private: hidden } = withOrder(exchange, { body: draft.body, private: {} } as Draft);
  const { b, settle } = exchange;
  const sent = await b.call("POST", "/v1/messages", {
    draft: { ...draft, private: hidden },
    mode: "asIs",
  });
  expect(sent.status).toBe(201);
  await settle();
  steal("2026-11-24T08:00:00Z");
  await b.gateway.maintain();
  const told = { ref: sent.json.digest, peer: NGO_C, code: COURT };
  expect(b.log.filter(({ event }) => event === "decisionKeyStolen")).toEqual([
    { event: "decisionKeyStolen", ...told },
  ]);
});

it("a decision that came before others had the key is not told", async () => {
  const { exchange, steal, toldOf } = createWorld();
  expect((await sendAsPartner(exchange, (draft) => withOrder(exchange, draft))).status).toBe(200);
  exchange.setTime("2026-11-24T12:00:00Z");
  steal("2026-11-24T11:00:00Z");
  await exchange.c.gateway.maintain();
  expect(toldOf()).toEqual([]);
});

/** Two agencies, and a court in the place of a police authority. */
function createWorld() {
  const federation = createFederation();
  const registryWith = (key: object) => {
    const file = federation.registryFile() as unknown as {
      agencies: { entity: string; facts: object[]; keys: object[] }[];
    };
    const court = file.agencies.find(({ entity }) => entity === COURT);
    const { entity: _, ...judge } = scenarios.parties["Judge-B"];
    Object.assign(court?.facts[0] ?? {}, judge);
    Object.assign(court?.keys[0] ?? {}, key);
    return parseRegistry(file);
  };
  let registry = registryWith({});
  const own = { registry: () => registry };
  const exchange = createExchange({ federation, own: { "NGO-B": own, "NGO-C": own } });
  return {
    exchange: { ...exchange, registry },
    steal(since: string) {
      registry = registryWith(stolen(since));
    },
    toldOf: () => exchange.c.log.filter(({ event }) => event === "decisionKeyStolen"),
  };
}

/** The draft with an order of the court about what it asks. */
function withOrder({ registry, federation }: TestExchange, draft: Draft): Draft {
  const now = new Date(NOW);
  const token = issueAuthorisation(
    {
      ...{ kind: "judicialOrder", authority: "judge", capacity: "issued", scope: ["need"] },
      ...{ purposes: ["ASSISTANCE_REFERRAL"], recipient: NGO_C, validUntil: "2026-12-24" },
    },
    draft,
    {
      ...{
        issuer: registry.agencyAt(COURT, now),
        actor: NGO_B,
        jti: randomId(),
        nonce: randomId(),
      },
      ...{ signer: federation.signers["Police-B"], clock: createFixedClock(NOW) },
    },
  );
  const stated = { ...statedBeside(verifyAuthorisation(token, registry, now)), token };
  const hidden = { ...draft.private, "private.authorisations": [stated] };
  return { ...draft, private: hidden as unknown as Draft["private"] };
}
