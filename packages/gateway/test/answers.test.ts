import type { DraftRequest } from "@safepassage/agency";
import { randomId } from "@safepassage/message";
import type { Body, DecodedMessage } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { codesOf, valueFor } from "./correcting.ts";
import { fixture, requestS041 } from "./drafts.ts";
import { entityOf } from "./federation.ts";
import { eventsOf, inside } from "./inside.ts";
import { createExchange, digestOf, type TestExchange } from "./world.ts";

const ROUTINE = { level: "routine", ground: "none" };

describe("the answer clock of two gateways", () => {
  it("is the same on both sides, from the receipt for the request to that for the answer", async () => {
    const { exchange, id } = await requested();
    expect(await clockOf(exchange, "c", id)).toEqual({
      from: "2026-11-24T10:00:00Z",
      by: "2026-11-24T18:00:00Z",
      state: "open",
      secondsLeft: 28_800,
    });
    expect(await clockOf(exchange, "b", id)).toEqual(await clockOf(exchange, "c", id));

    exchange.setTime("2026-11-24T12:00:00Z");
    await answer(exchange, id);
    const answered = {
      from: "2026-11-24T10:00:00Z",
      by: "2026-11-24T18:00:00Z",
      answeredAt: "2026-11-24T12:00:00Z",
      state: "answered",
      secondsLeft: 21_600,
    };
    expect(await clockOf(exchange, "c", id)).toEqual(answered);
    expect(await clockOf(exchange, "b", id)).toEqual(answered);
    expect(await answersOf(exchange, "c")).toEqual({ owed: [], awaited: [] });
  });

  it("writes the deadline that the law gives into a request that states none", async () => {
    const { exchange, id } = await requested();
    const { json } = await exchange.c.show(await digestOf(exchange, id));
    expect(textOf(json.message, "deadline.at")).toBe("2026-11-24T17:02:00Z");
    const routine = await requested(ROUTINE);
    const asked = await routine.exchange.c.show(await digestOf(routine.exchange, routine.id));
    expect(textOf(asked.json.message, "deadline.at")).toBe("2026-12-01T09:02:00Z");
  });

  it("refuses a request with another deadline", async () => {
    const exchange = createExchange({ parties: ["Police-B", "Police-C"] });
    const draft = requestS041();
    const deadline = {
      kind: "deadline",
      links: [],
      leaves: [{ f: "deadline.at", v: "2026-11-24T10:02:00Z" }],
    };
    const body = { ...draft.body, WMFhyw8j_ujGmLoyPVkmhw: deadline };
    const { status, json } = await exchange.b.call("POST", "/v1/messages", {
      draft: { ...draft, body },
      mode: "asIs",
    });
    expect(status).toBe(422);
    expect(json.findings.map(({ code }: { code: string }) => code)).toEqual(["R45_DEADLINE_WRONG"]);
  });

  it("shows what is overdue, records it once, and takes the late answer with a warning", async () => {
    const { exchange, id } = await requested();
    const { b, c } = exchange;
    exchange.setTime("2026-11-24T18:00:01Z");
    for (const [side, mine] of [
      [b, "awaited"],
      [c, "owed"],
    ] as const) {
      const { json } = await side.call("GET", "/v1/health");
      expect(json.answers[mine]).toEqual({ open: 1, overdue: 1 });
      await side.gateway.maintain();
      await side.gateway.maintain();
      expect((await eventsOf(side.store, "answerOverdue")).map(({ ref }) => ref)).toEqual([
        await digestOf(exchange, id),
      ]);
    }
    expect((await answersOf(exchange, "c")).owed).toEqual([
      {
        digest: await digestOf(exchange, id),
        id,
        messageType: "request",
        purpose: "CRIMINAL_INVESTIGATION",
        side: "owed",
        other: entityOf("Police-B"),
        answerClock: {
          from: "2026-11-24T10:00:00Z",
          by: "2026-11-24T18:00:00Z",
          state: "overdue",
          secondsLeft: -1,
        },
      },
    ]);

    const late = await answer(exchange, id);
    expect(late.verdict).toBe("acceptWithWarnings");
    const { json } = await b.show(late.digest);
    expect(json.findings.map(({ code }: { code: string }) => code)).toEqual(["R45_LATE"]);
    expect(json.state).toBe("accepted");
    expect(await clockOf(exchange, "b", id)).toMatchObject({ state: "answeredLate" });
    expect((await b.call("GET", "/v1/health")).json.answers.awaited).toEqual({
      open: 0,
      overdue: 0,
    });
  });

  it("is told to those who follow on both sides as it begins, passes and is answered, and no more", async () => {
    const { exchange, id } = await requested();
    const { b, c } = exchange;
    const digest = await digestOf(exchange, id);
    const told = async () => {
      const sides = [b, c].map(async ({ store }) =>
        (await inside(store).changes.after(0, 99))
          .filter(({ kind }) => kind === "answerClock")
          .map(({ ref, code }) => [ref === digest, code]),
      );
      const [asker, answerer] = await Promise.all(sides);
      expect(answerer).toEqual(asker);
      return answerer;
    };
    expect(await told()).toEqual([[true, "open"]]);
    await answer(exchange, id, { "response.outcome": "acknowledged" });
    expect(await told()).toEqual([[true, "open"]]);
    exchange.setTime("2026-11-24T18:00:01Z");
    for (const side of [b, c, b, c]) await side.gateway.maintain();
    await answer(exchange, id);
    await answer(exchange, id, { "response.outcome": "acknowledged" });
    const codes = ["open", "overdue", "answeredLate"];
    expect(await told()).toEqual(codes.map((code) => [true, code]));
  });

  it("has no late answer once it was put off in time for a judge", async () => {
    const { exchange, id } = await requested();
    const putOff = await answer(exchange, id, {
      "response.outcome": "deferred",
      "response.refusalReason": "judicialAuthorisationPending",
      "deadline.extendedTo": "2026-11-26T10:00:00Z",
    });
    expect(putOff.verdict).toBe("accept");
    expect(await clockOf(exchange, "b", id)).toMatchObject({
      by: "2026-11-26T10:00:00Z",
      state: "open",
    });
    exchange.setTime("2026-11-26T09:00:00Z");
    expect((await answer(exchange, id)).verdict).toBe("accept");
    expect(await clockOf(exchange, "c", id)).toMatchObject({ state: "answered" });
  });

  it("is right even where the answer comes before the receipt for the request", async () => {
    const exchange = createExchange({ parties: ["Police-B", "Police-C"] });
    exchange.setTime("2026-11-24T10:00:00Z");
    // Police-B does not see this answer, as if it were killed before it stored the receipts.
    let lost = true;
    exchange.intercept((request) => {
      if (!lost || !request.url.endsWith(":9005/inbox")) return undefined;
      lost = false;
      return exchange.c.gateway.fetch(request).then(() => new Response("", { status: 500 }));
    });
    const { json } = await exchange.b.call("POST", "/v1/messages", {
      draft: requestS041(),
      mode: "minimise",
    });
    await exchange.b.gateway.sender.deliverDue();
    exchange.setTime("2026-11-24T10:30:00Z");
    await answer(exchange, json.id, undefined, () => exchange.c.gateway.sender.deliverDue());
    exchange.setTime("2026-11-24T11:00:00Z");
    await exchange.settle();
    const clock = { from: "2026-11-24T10:00:00Z", answeredAt: "2026-11-24T10:30:00Z" };
    expect(await clockOf(exchange, "b", json.id)).toMatchObject(clock);
    expect(await clockOf(exchange, "c", json.id)).toMatchObject(clock);
  });
});

describe("a correction of what is asked", () => {
  it.each([
    ["more", "indirect", { by: "2026-11-27T12:00:00Z" }],
    ["less", "direct", { by: "2026-11-24T20:00:00Z" }],
  ])("has the law give %s time, from then on", async (_, access, clock) => {
    const first = access === "direct" ? "indirect" : "direct";
    const { exchange, id } = await requested(undefined, first);
    exchange.setTime("2026-11-24T12:00:00Z");
    await correctAccess(exchange, id, access);
    for (const side of ["b", "c"] as const) {
      expect(await clockOf(exchange, side, id)).toMatchObject({ ...clock, state: "open" });
    }
  });
});

/** Police-B corrects whether what it asks for is directly accessible, and the deadline with it. */
async function correctAccess(exchange: TestExchange, id: string, access: string) {
  const digest = await digestOf(exchange, id);
  const { json } = await exchange.b.show(digest);
  const deadline = access === "direct" ? "2026-11-24T20:00:00Z" : "2026-11-27T12:00:00Z";
  const values = { "request.accessibility": access, "deadline.at": deadline };
  const body = Object.fromEntries(
    Object.entries(values).map(([field, value]) => {
      const path = `${groupWith(json.message, field)}/${field}`;
      const [group] = Object.values(valueFor({ digest }, path, [value]));
      return [randomId(), group];
    }),
  ) as Body;
  const { agreement, officer, recipient, purpose } = requestS041();
  const draft = {
    ...{ recipient, purpose, agreement, officer, body, messageType: "correction" },
    legalBases: ["LED#16(5)"],
    private: {
      "private.urgency": { level: "urgent", ground: "threatToPhysicalIntegrity" },
      "private.inReplyTo": id,
      "private.exchangeId": json.message.private["private.exchangeId"],
    },
  };
  const sent = await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  expect([sent.status, codesOf(sent)]).toEqual([201, []]);
  await exchange.settle();
}

/** An exchange in which Police-B's request of 09:02 reached Police-C at 10:00. */
async function requested(urgency?: { level: string; ground: string }, access = "direct") {
  const exchange = createExchange({ parties: ["Police-B", "Police-C"] });
  const { status, json } = await exchange.b.call("POST", "/v1/messages", {
    draft: asking(requestS041(urgency), access),
    mode: "asIs",
  });
  expect({ status, findings: json.findings }).toEqual({ status: 201, findings: [] });
  exchange.setTime("2026-11-24T10:00:00Z");
  await exchange.settle();
  return { exchange, id: json.id as string };
}

function asking(draft: DraftRequest, access: string): DraftRequest {
  const body = Object.entries(draft.body as Body).map(([gid, group]) => {
    const leaves = group.leaves.map((leaf) =>
      leaf.f === "request.accessibility" ? { ...leaf, v: access } : leaf,
    );
    return [gid, { ...group, leaves }];
  });
  return { ...draft, body: Object.fromEntries(body) };
}

/** Police-C answers with S04.2, or a changed one. */
async function answer(
  exchange: TestExchange,
  id: string,
  told?: Readonly<Record<string, string>>,
  deliver = (): Promise<unknown> => exchange.settle(),
) {
  const { json } = await exchange.c.show(await digestOf(exchange, id));
  const draft: DraftRequest = {
    recipient: entityOf("Police-B"),
    purpose: "CRIMINAL_INVESTIGATION",
    messageType: "response",
    legalBases: ["DIR2023/977#5"],
    agreement: "AGR-LE",
    officer: { id: "staff-0007", assurance: 2 },
    body: told === undefined ? fixture(1, 3).message.body : groupsOf(told),
    clear: { "env.channelGround": "urgency" },
    private: {
      "private.inReplyTo": id,
      "private.exchangeId": json.message.private["private.exchangeId"],
    },
  };
  const sent = await exchange.c.call("POST", "/v1/messages", { draft, mode: "asIs" });
  expect(sent.status).toBe(201);
  await deliver();
  return sent.json as { readonly digest: string; readonly verdict: string };
}

function groupsOf(values: Readonly<Record<string, string>>): Body {
  const leaves = Object.entries(values).map(([f, v]) => ({ f, v }));
  const groups: [string, Body[string]][] = Object.entries({
    WTLoM0Zpum_ViR2P3FwLPw: "response",
    "WMFhyw8j-ujGmLoyPVkmhw": "deadline",
  }).map(([gid, kind]) => [
    gid,
    { kind, links: [], leaves: leaves.filter(({ f }) => f.startsWith(`${kind}.`)) },
  ]);
  return Object.fromEntries(groups.filter(([, { leaves: own }]) => own.length > 0));
}

async function clockOf(exchange: TestExchange, side: "b" | "c", id: string) {
  return (await exchange[side].show(await digestOf(exchange, id))).json.answerClock;
}

async function answersOf({ b, c }: TestExchange, side: "b" | "c") {
  const of = async (which: string) =>
    (await { b, c }[side].call("GET", `/v1/requests?side=${which}`)).json.entries;
  return { owed: await of("owed"), awaited: await of("awaited") };
}

function textOf({ body }: DecodedMessage, field: string): unknown {
  return Object.values(body).flatMap(({ leaves }) => leaves.filter(({ f }) => f === field))[0]?.v;
}

function groupWith({ body }: DecodedMessage, field: string): string {
  const [gid = ""] =
    Object.entries(body).find(([, { leaves }]) => leaves.some(({ f }) => f === field)) ?? [];
  return gid;
}
