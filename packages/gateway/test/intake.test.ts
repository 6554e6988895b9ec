/** A partner that brings more than one partner may within a day, with a good key. */
import type { DraftRequest } from "@safepassage/agency";
import { describe, expect, it } from "vitest";
import { refer } from "./correcting.ts";
import { faultyEmergency } from "./emergency.ts";
import { sendAsPartner } from "./hostile-partner.ts";
import { eventsOf, inside } from "./inside.ts";
import { createWarningExchange, warning } from "./warning-world.ts";
import { withdraw } from "./withdrawing.ts";
import { createExchange, NGO_B, requestS011, type TestExchange } from "./world.ts";

const FULL = "GATEWAY_INTAKE_FULL";
/** Room for two packages: the second one uses it up. */
const ROOM = { partnerDayOctets: 12_000 };

describe("a partner that floods", () => {
  it("is taken no more of within a day, and a person is told once", async () => {
    const exchange = createExchange({ own: { "NGO-C": ROOM } });
    expect(await flood(exchange, 4)).toEqual([[200], [200], FULL_ANSWER, FULL_ANSWER]);
    const { c } = exchange;
    expect((await inside(c.store).inbox.list({}, 200)).rows).toHaveLength(2);
    // Nobody has signed anything, and the message is judged once there is room.
    expect((await c.call("GET", "/v1/refusals")).json.entries).toEqual([]);
    await c.gateway.maintain();
    const told = c.log.filter(({ event }) => event === "intakeFull");
    const [second] = (await inside(c.store).inbox.list({}, 1)).rows;
    expect(told).toEqual([
      { event: "intakeFull", ref: second?.digest, code: "ordinary", peer: NGO_B },
    ]);
    const { entries } = (await c.call("GET", "/v1/alarms?event=intakeFull")).json;
    expect(entries).toHaveLength(1);
  });

  it("fills no room with what it brings again", async () => {
    const exchange = createExchange({ own: { "NGO-C": ROOM } });
    for (const _ of [1, 2, 3, 4]) {
      const response = await sendAsPartner(exchange, (draft) => ({
        ...draft,
        clear: { ...draft.clear, "env.messageId": "3c7cb2f6-1b34-4f0a-8a4e-6c1f6a4b5e11" },
      }));
      await response.arrayBuffer();
    }
    expect(await eventsOf(exchange.c.store, "intakeFull")).toEqual([]);
  });

  it("also with what the rules reject, since its receipts stay", async () => {
    const exchange = createExchange({ own: { "NGO-C": ROOM } });
    const answers = await flood(exchange, 3, (draft) => ({
      ...draft,
      clear: { ...draft.clear, "env.retention.eraseBy": "2036-11-24" },
    }));
    expect(answers).toEqual([[200], [200], FULL_ANSWER]);
    expect((await inside(exchange.c.store).inbox.list({}, 200)).rows).toEqual([]);
    await exchange.c.gateway.maintain();
    expect(exchange.c.log).toContainEqual(
      expect.objectContaining({ event: "intakeFull", code: "ordinary", peer: NGO_B }),
    );
  });

  it("is heard all the same where it warns or has something erased, and that is bounded too", async () => {
    const exchange = createExchange({ own: { "NGO-C": ROOM } });
    const sent = await refer(exchange);
    expect(await flood(exchange, 2)).toEqual([[200], FULL_ANSWER]);
    expect((await withdraw(exchange, sent)).status).toBe(201);
    await exchange.settle();
    const row = await inside(exchange.c.store).inbox.findByDigest(sent.digest);
    expect(row?.content).toBeUndefined();
    const urgent = await flood(exchange, 4, faultyEmergency);
    expect([urgent[0], urgent.at(-1)]).toEqual([[200], FULL_ANSWER]);
    const told = await eventsOf(exchange.c.store, "intakeFull");
    expect(told.map(({ code }) => code)).toEqual(["ordinary", "urgent"]);
  });
});

describe("a sender whose recipient takes no more within a day", () => {
  it("is told why, and sends it the next day", async () => {
    const exchange = createExchange({ own: { "NGO-C": ROOM } });
    const { b } = exchange;
    await flood(exchange, 2);
    const draft = { draft: requestS011(), mode: "asIs" };
    const { digest } = (await b.call("POST", "/v1/messages", draft)).json;
    await b.gateway.sender.deliverDue();
    expect((await b.show(digest)).json).toMatchObject({ state: "sending", lastError: FULL });
    exchange.setTime("2026-11-25T09:02:00Z");
    await exchange.settle();
    expect((await b.show(digest)).json.state).toBe("decided");
  });

  it("has a person warn it another way", async () => {
    const exchange = createWarningExchange({}, { partnerDayOctets: 4096 });
    const { b } = exchange;
    const warn = async (draft: DraftRequest): Promise<string> =>
      (await b.call("POST", "/v1/messages", { draft, mode: "asIs" })).json.digest;
    await warn(warning());
    await exchange.settle();
    const digest = await warn(warning());
    await b.gateway.sender.deliverDue();
    const alarm = { event: "emergencyUndelivered", ref: digest, code: FULL };
    expect(b.log).toContainEqual(expect.objectContaining(alarm));
  });
});

const FULL_ANSWER = [429, FULL, "3600"];

/** Posts messages as NGO-B. Returns each answer: its status, and of a refusal the code and the pause. */
async function flood(
  exchange: TestExchange,
  count: number,
  change: Parameters<typeof sendAsPartner>[1] = (draft) => draft,
): Promise<readonly unknown[][]> {
  const answers: unknown[][] = [];
  for (let sent = 0; sent < count; sent++) {
    const response = await sendAsPartner(exchange, (draft) =>
      change({ ...draft, clear: { ...draft.clear, "env.messageId": crypto.randomUUID() } }),
    );
    const { code } = (await response.json()) as { code?: string };
    const pause = response.headers.get("retry-after");
    answers.push(response.status === 200 ? [200] : [response.status, code, pause]);
  }
  return answers;
}
