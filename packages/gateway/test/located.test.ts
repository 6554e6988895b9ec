import type { DraftRequest } from "@safepassage/agency";
import type { Body, Code } from "@safepassage/schema";
import { expect, it } from "vitest";
import { codesOf, type Sent, valueFor } from "./correcting.ts";
import { damage, databaseIn } from "./damaging.ts";
import { createFederation, entityOf } from "./federation.ts";
import { eventsOf } from "./inside.ts";
import { createExchange, type TestExchange } from "./world.ts";

const PERSON = "MkIwCa9r7opC1GeqDrld3Q";
const ALERT = "FfShMCrpEc7H7_qs8q_oKw";
const NEXT_DAY = "2026-11-25T09:02:01Z";

it("tells who looks for a child that she was found, and a day later that the alert still stands", async () => {
  const { exchange, alert } = await alerted();
  const { b, c } = exchange;
  expect(await locatedOf(exchange, alert)).toBeUndefined();
  const found = await answer(exchange, alert, { located: true });
  expect(await locatedOf(exchange, alert)).toEqual({
    at: "2026-11-24T09:02:00Z",
    by: found.digest,
  });
  const told = { ref: alert.digest, peer: entityOf("Police-C") };
  expect(b.log).toContainEqual({ event: "personLocated", ...told });
  await b.gateway.maintain();
  expect(await eventsOf(b.store, "alertStands")).toEqual([]);

  exchange.setTime(NEXT_DAY);
  for (const { gateway } of [b, b, c]) await gateway.maintain();
  expect(b.log.filter(({ event }) => event === "alertStands")).toEqual([
    { event: "alertStands", ...told },
  ]);
  expect(await eventsOf(c.store, "alertStands")).toEqual([]);
});

it("tells that the alert still stands where the answer is damaged: what it said still holds", async () => {
  const path = databaseIn();
  const { exchange, alert } = await alerted({ "Police-B": path });
  const { b } = exchange;
  damage(path, "inbox", (await answer(exchange, alert, { located: true })).digest);
  exchange.setTime(NEXT_DAY);
  await b.gateway.maintain();
  expect(await eventsOf(b.store, "alertStands")).toMatchObject([{ ref: alert.digest }]);
  await b.gateway.close();
});

it("says nothing more once the alert is cancelled", async () => {
  const { exchange, alert } = await alerted();
  const { b } = exchange;
  await answer(exchange, alert, { located: true });
  await cancel(exchange, alert);
  expect(await locatedOf(exchange, alert)).toBeUndefined();
  exchange.setTime(NEXT_DAY);
  await b.gateway.maintain();
  expect(await eventsOf(b.store, "alertStands")).toEqual([]);
});

it.each([
  ["says that she was not found", { located: false }],
  ["was corrected to say so", { located: true, corrected: true }],
  ["its author has taken back", { located: true, recalled: true }],
])("says nothing of an answer that %s", async (_, { located, ...then }) => {
  const { exchange, alert } = await alerted();
  const { b } = exchange;
  const said = await answer(exchange, alert, { located });
  if ("corrected" in then) {
    const body = valueFor(said, `${ALERT}/alert.located`, [false]);
    await send(exchange, "c", said, "correction", body, ["LED#16(5)"]);
  }
  if ("recalled" in then) await send(exchange, "c", said, "recall", recallOf(said), ["LED#7(3)"]);
  expect(await locatedOf(exchange, alert)).toBeUndefined();
  exchange.setTime(NEXT_DAY);
  await b.gateway.maintain();
  expect(await eventsOf(b.store, "alertStands")).toEqual([]);
});

it("tells of a second answer once the author of the first has taken that back", async () => {
  const { exchange, alert } = await alerted();
  const { b } = exchange;
  const first = await answer(exchange, alert, { located: true });
  exchange.setTime("2026-11-24T12:00:00Z");
  const second = await answer(exchange, alert, { located: true });
  expect((await locatedOf(exchange, alert)).by).toBe(first.digest);
  await send(exchange, "c", first, "recall", recallOf(first), ["LED#7(3)"]);
  expect(await locatedOf(exchange, alert)).toEqual({
    at: "2026-11-24T12:00:00Z",
    by: second.digest,
  });
  expect(b.log.filter(({ event }) => event === "personLocated")).toHaveLength(1);
  // A day after the second, not after the first.
  exchange.setTime(NEXT_DAY);
  await b.gateway.maintain();
  expect(await eventsOf(b.store, "alertStands")).toEqual([]);
  exchange.setTime("2026-11-25T12:00:00Z");
  await b.gateway.maintain();
  expect(await eventsOf(b.store, "alertStands")).toMatchObject([{ ref: alert.digest }]);
});

it("tells of an answer that its author corrects to say so, and of one that comes after one taken back", async () => {
  const { exchange, alert } = await alerted();
  const { b } = exchange;
  const told = () => b.log.filter(({ event }) => event === "personLocated").length;
  const said = await answer(exchange, alert, { located: false });
  const corrected = (value: boolean) =>
    send(
      exchange,
      ...(["c", said, "correction"] as const),
      valueFor(said, `${ALERT}/alert.located`, [value]),
      ["LED#16(5)"],
    );
  await corrected(true);
  expect([(await locatedOf(exchange, alert)).by, told()]).toEqual([said.digest, 1]);
  await corrected(false);
  expect(await locatedOf(exchange, alert)).toBeUndefined();
  exchange.setTime("2026-11-26T09:02:00Z");
  await b.gateway.maintain();
  const later = await answer(exchange, alert, { located: true });
  expect([(await locatedOf(exchange, alert)).by, told()]).toEqual([later.digest, 2]);
  exchange.setTime("2026-11-27T09:02:00Z");
  await b.gateway.maintain();
  expect(await eventsOf(b.store, "alertStands")).toMatchObject([{ ref: alert.digest }]);
});

it.each([
  ["a correction", false, { code: "over" }],
  ["a recall", true, { code: "over" }],
  ["a correction", false, {}],
])("tells a person where %s takes back that she was located", async (_, isRecalled, ends) => {
  const { exchange, alert } = await alerted();
  const { b, c } = exchange;
  const found = await answer(exchange, alert, { located: true });
  if ("code" in ends) await cancel(exchange, alert);
  const body = isRecalled ? recallOf(found) : valueFor(found, `${ALERT}/alert.located`, [false]);
  const how = isRecalled
    ? (["recall", body, ["LED#7(3)"]] as const)
    : (["correction", body, ["LED#16(5)"]] as const);
  await send(exchange, "c", found, how[0], how[1], [...how[2]]);
  const told = {
    event: "locatedTakenBack",
    ref: alert.digest,
    peer: entityOf("Police-C"),
    ...ends,
  };
  const alarmsOf = ({ log }: typeof b) => log.filter(({ event }) => event === "locatedTakenBack");
  expect([alarmsOf(b), alarmsOf(c)]).toEqual([[told], []]);
});

it("tells nobody so while another answer says that she was located, or where none did", async () => {
  const { exchange, alert } = await alerted();
  const first = await answer(exchange, alert, { located: true });
  await answer(exchange, alert, { located: true });
  const none = await answer(exchange, alert, { located: false });
  for (const said of [first, none])
    await send(exchange, "c", said, "recall", recallOf(said), ["LED#7(3)"]);
  expect(await eventsOf(exchange.b.store, "locatedTakenBack")).toEqual([]);
});

const recallOf = ({ digest }: Sent): object => ({
  vI1g0fXcYk6xPq9zT3hJ2w: {
    ...{ kind: "recall", links: [] },
    leaves: [
      { f: "recall.target", v: digest },
      { f: "recall.reason", v: "wrongRecipient" },
    ],
  },
});

const cancel = (exchange: TestExchange, alert: Sent) =>
  send(exchange, "b", alert, "alertCancellation", {
    [ALERT]: {
      ...{ kind: "cancellation", links: [] },
      leaves: [
        { f: "cancellation.target", v: alert.digest },
        { f: "cancellation.reason", v: "located" },
      ],
    },
  });

const locatedOf = async ({ b }: TestExchange, { digest }: Sent) =>
  (await b.call("GET", `/v1/messages/${digest}`)).json.located;

/** Police-B looks for a child, and has told Police-C. The values are those of S32.1 of the corpus. */
async function alerted(paths: NonNullable<Parameters<typeof createExchange>[0]>["paths"] = {}) {
  const federation = createFederation();
  const terms = {
    purposes: ["MISSING_CHILD_ALERT"] as const,
    rows: [],
    nationalProvisions: ["NAT-XB#police-act", "NAT-XC#police-act"].map((basis) => ({
      ...{ purpose: "MISSING_CHILD_ALERT" as const, basis },
    })),
  };
  const agreement = federation.signTerms("AGR-LE", terms, "Police-B", "Police-C");
  const exchange = createExchange({
    ...{ federation, parties: ["Police-B", "Police-C"], paths },
    options: { agreements: [agreement] },
  });
  const alert = await post(exchange, "b", {
    ...common("b", "alert", ["LED#8", "NAT-XB#police-act"]),
    body: {
      [PERSON]: {
        ...{ kind: "subject", links: [], meta: META },
        ...{ ageClass: "child", ledCategory: "possibleVictim" },
        leaves: [
          { f: "subject.pseudonym", v: "x76DQxvT0dFTxPvoWd2AuQ" },
          { f: "subject.sex", v: "2" },
        ],
      },
      "5Y0v2ceBgYMHx0gteQezlg": {
        ...{ kind: "identity", links: [PERSON], meta: META },
        leaves: [
          ...["2011", "2011-03", "2011-03-14"].map((edtf) => ({
            ...{ f: "identity.dateOfBirth", v: { edtf, basis: "documented" } },
          })),
          { f: "identity.names", v: NAME },
        ],
      },
      rVwOumlIKwD_GpqcdY42xw: {
        ...{ kind: "alert", links: [PERSON], meta: META },
        leaves: [
          { f: "alert.kind", v: "missing" },
          { f: "alert.action", v: "placeUnderProtection" },
          { f: "alert.validUntil", v: "2027-05-20" },
        ],
      },
    },
  });
  return { exchange, alert };
}

/** Police-C answers. */
const answer = (exchange: TestExchange, alert: Sent, { located }: { located: boolean }) =>
  send(exchange, "c", alert, "response", {
    [PERSON]: {
      ...{ kind: "subject", links: [], meta: META },
      ...{ ageClass: "child", ledCategory: "possibleVictim" },
      leaves: [{ f: "subject.pseudonym", v: "x76DQxvT0dFTxPvoWd2AuQ" }],
    },
    [ALERT]: {
      ...{ kind: "alert", links: [PERSON], meta: META },
      leaves: [{ f: "alert.located", v: located }],
    },
    hpNfDRmbafvh5DhrsfDgwQ: {
      ...{ kind: "response", links: [] },
      leaves: [{ f: "response.outcome", v: located ? "provided" : "nothingHeld" }],
    },
  });

/** Goes on with a message. */
async function send(
  exchange: TestExchange,
  side: "b" | "c",
  sent: Sent,
  messageType: Code<"message_type">,
  body: object,
  legalBases = ["LED#8", `NAT-X${side.toUpperCase()}#police-act`],
): Promise<Sent> {
  const { json } = await exchange[side].show(sent.digest);
  const exchangeId = json.message.private["private.exchangeId"];
  return post(exchange, side, {
    ...common(side, messageType, legalBases),
    body: body as Body,
    private: { "private.inReplyTo": sent.id, "private.exchangeId": exchangeId },
  });
}

const common = (side: "b" | "c", messageType: Code<"message_type">, legalBases: string[]) => ({
  recipient: entityOf(side === "b" ? "Police-C" : "Police-B"),
  ...{ purpose: "MISSING_CHILD_ALERT", agreement: "AGR-LE", messageType, legalBases },
  officer: { id: "staff-0042", assurance: 2 },
});

async function post(exchange: TestExchange, side: "b" | "c", draft: object): Promise<Sent> {
  const sent = await exchange[side].call("POST", "/v1/messages", {
    ...{ draft: draft as DraftRequest, mode: "asIs" },
  });
  expect([sent.status, codesOf(sent)]).toEqual([201, []]);
  await exchange.settle();
  const { id, digest } = sent.json;
  const { json } = await exchange[side].call("GET", `/v1/messages/${digest}`);
  expect(json.verdict).toBe("accept");
  return { id, digest };
}

const META = {
  ...{ nature: "fact", verified: "notVerified", complete: "partial" },
  ...{ asOf: "2026-11", sourceEval: "B", infoEval: "2" },
} as const;
const NAME = {
  ...{ original: "Тестова", latin: "Testova", script: "Cyrl", scheme: "ICAO9303-3-6" },
  ...{ part: "surname", certainty: "certain" },
} as const;
