import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { correct, NEED, refer, valueFor } from "./correcting.ts";
import { fixture, requestS041 } from "./drafts.ts";
import { createFederation, entityOf, type Name } from "./federation.ts";
import { eventsOf, inside } from "./inside.ts";
import { withdraw } from "./withdrawing.ts";
import {
  createExchange,
  NGO_C,
  requestS011,
  type TestExchange,
  type TestGateway,
} from "./world.ts";

const root = mkdtempSync(join(tmpdir(), "safepassage-resend-"));
afterAll(() => rmSync(root, { recursive: true }));

const OFFICER = { id: "staff-0042", assurance: 2 };
const resend = ({ b }: TestExchange, digest: string, body: object = {}) =>
  b.call("POST", `/v1/messages/${digest}/resend`, body);
const heldBy = async ({ store }: TestGateway, digest: string) =>
  inside(store).inbox.findByDigest(digest);

/** Two agencies with databases in files. That of the second is put back to how it was before {@link afterCopy}. */
function openWorld(name: string, parties: readonly [Name, Name] = ["NGO-B", "NGO-C"]) {
  const federation = createFederation();
  const [file, other] = [join(root, `${name}-c.db`), join(root, `${name}-b.db`)];
  const paths = { [parties[0]]: other, [parties[1]]: file };
  const open = (): TestExchange => createExchange({ federation, paths, parties });
  const close = async ({ b, c }: TestExchange): Promise<void> => {
    await Promise.all([b.store.close(), c.store.close()]);
  };
  let exchange = open();
  return {
    get exchange() {
      return exchange;
    },
    async afterCopy<T>(work: (exchange: TestExchange) => Promise<T>): Promise<T> {
      await close(exchange);
      copyFileSync(file, `${file}.copy`);
      exchange = open();
      return work(exchange);
    },
    async putBack(): Promise<void> {
      await close(exchange);
      copyFileSync(`${file}.copy`, file);
      exchange = open();
    },
    close: () => close(exchange),
  };
}

describe("a recipient whose database was put back to an earlier state", () => {
  it("takes in again what it has lost, and its sender keeps what was signed first", async () => {
    const world = openWorld("lost");
    const [kept, lost] = [await refer(world.exchange), await world.afterCopy(refer)];
    const before = await world.exchange.b.show(lost.digest);
    await world.putBack();
    const { exchange } = world;
    expect(await heldBy(exchange.c, lost.digest)).toBeUndefined();

    exchange.setTime("2026-11-25T08:00:00Z");
    const { status, json } = await resend(exchange, lost.digest);
    expect([status, json]).toEqual([200, { digest: lost.digest, outcome: "taken" }]);
    const taken = await heldBy(exchange.c, lost.digest);
    expect([taken?.state, taken?.receivedAt]).toEqual(["accepted", "2026-11-25T08:00:00Z"]);
    expect(taken?.content?.message.clear["env.messageId"]).toBe(lost.id);
    expect(await exchange.b.show(lost.digest)).toEqual(before);

    expect((await resend(exchange, kept.digest)).json).toEqual({
      ...{ digest: kept.digest, outcome: "known" },
    });
    // What its recipient took in before the copy was made needs no way at all.
    const since = { since: "2026-11-24T09:03:00Z" };
    // It may lose again what it took in again, by a second copy.
    expect((await resend(exchange, lost.digest, since)).json.outcome).toBe("taken");
    exchange.intercept(() => Promise.reject(new TypeError("asked")));
    expect((await resend(exchange, kept.digest, since)).json.outcome).toBe("earlier");
    const acts = await eventsOf(exchange.b.store, "messageResent");
    expect(acts.map(({ ref, code, role }) => [ref, code, role])).toEqual([
      [lost.digest, "taken", "machine"],
      [kept.digest, "known", "machine"],
      [lost.digest, "taken", "machine"],
    ]);
    expect(exchange.b.log).toContainEqual(
      expect.objectContaining({ event: "resent", ref: lost.digest, code: "taken" }),
    );
    await world.close();
  });

  it("takes in again an answer that is late by now, which contradicts nothing", async () => {
    // The first answers what the second has asked before the copy was made.
    const world = openWorld("late", ["Police-C", "Police-B"]);
    const draft = requestS041();
    const asked = await world.exchange.c.call("POST", "/v1/messages", { draft, mode: "asIs" });
    await world.exchange.settle();
    const answer = await world.afterCopy(async ({ b, c, settle }) => {
      const row = await inside(c.store).outbox.findByDigest(asked.json.digest);
      const inReplyTo = { "private.inReplyTo": asked.json.id };
      const { json } = await b.call("POST", "/v1/messages", {
        draft: {
          ...{ ...draft, recipient: entityOf("Police-B"), messageType: "response" },
          ...{ legalBases: ["DIR2023/977#5"], body: fixture(1, 3).message.body },
          private: {
            ...{ ...draft.private, ...inReplyTo },
            "private.exchangeId": row?.content?.exchangeId,
          },
        },
        mode: "asIs",
      });
      await settle();
      expect((await b.show(json.digest)).json.verdict).toBe("accept");
      return json;
    });
    await world.putBack();
    const { exchange } = world;
    exchange.setTime("2026-11-25T09:00:00Z");
    for (const _ of ["first", "again"]) {
      expect((await resend(exchange, answer.digest)).json).toEqual({
        ...{ digest: answer.digest, outcome: "taken" },
      });
    }
    expect((await heldBy(exchange.c, answer.digest))?.state).toBe("accepted");
    expect((await exchange.b.show(answer.digest)).json.verdict).toBe("accept");
    expect(await eventsOf(exchange.b.store, "receiptsContradict")).toEqual([]);
    await world.close();
  });

  it("does not keep again what it had erased itself", async () => {
    const world = openWorld("erased");
    await refer(world.exchange);
    const lost = await world.afterCopy(async (exchange) => {
      const sent = await refer(exchange);
      const review = { outcome: "erase", officer: OFFICER };
      const { status } = await exchange.c.call(
        "POST",
        `/v1/messages/${sent.digest}/review`,
        review,
      );
      expect(status).toBe(200);
      return sent;
    });
    await world.putBack();
    const { exchange } = world;
    expect((await resend(exchange, lost.digest)).json.outcome).toBe("taken");
    const row = await heldBy(exchange.c, lost.digest);
    expect([row?.id, row?.content]).toEqual([lost.id, undefined]);
    expect(row?.erasedAt).toBeDefined();
    await world.close();
  });

  it("gets corrections after what they change, and both in force", async () => {
    const world = openWorld("corrected");
    await refer(world.exchange);
    const [sent, correction] = await world.afterCopy(async (exchange) => {
      const first = await refer(exchange);
      const { json } = await correct(
        exchange,
        first,
        valueFor(first, `${NEED}/need.services`, ["education"]),
      );
      await exchange.settle();
      return [first, json];
    });
    const before = await world.exchange.c.show(sent.digest);
    await world.putBack();
    for (const { digest } of [sent, correction]) {
      expect((await resend(world.exchange, digest)).json.outcome).toBe("taken");
    }
    const after = await world.exchange.c.show(sent.digest);
    expect(after.json.message).toEqual(before.json.message);
    await world.close();
  });

  it("rejects what is about a message that it has not yet again, which contradicts nothing", async () => {
    const world = openWorld("first-things-last");
    await refer(world.exchange);
    const [sent, correction] = await world.afterCopy(async (exchange) => {
      const first = await refer(exchange);
      const change = valueFor(first, `${NEED}/need.services`, ["education"]);
      const { json } = await correct(exchange, first, change);
      await exchange.settle();
      return [first, json];
    });
    await world.putBack();
    const { exchange } = world;
    expect((await resend(exchange, correction.digest)).json).toEqual({
      ...{ digest: correction.digest, outcome: "refused", code: "R79_TARGET_NOT_HELD" },
    });
    expect((await resend(exchange, sent.digest)).json.outcome).toBe("taken");
    // What was signed first stays.
    expect((await exchange.b.show(correction.digest)).json.verdict).toBe("accept");
    expect(await eventsOf(exchange.b.store, "receiptsContradict")).toEqual([]);
    await world.close();
  });
});

describe("a message that cannot be sent again", () => {
  it("is one that nobody has taken in, that is erased, or whose deadline is over", async () => {
    const exchange = createExchange();
    const waiting = await exchange.b.call("POST", "/v1/messages", {
      ...{ draft: requestS011(), mode: "asIs" },
    });
    const refused = async (digest: string) => {
      const { status, json } = await resend(exchange, digest);
      expect([status, json.code]).toEqual([409, "GATEWAY_RESEND_IMPOSSIBLE"]);
    };
    await refused(waiting.json.digest);
    await exchange.settle();
    const erased = await refer(exchange);
    await withdraw(exchange, erased);
    await exchange.settle();
    await refused(erased.digest);
    exchange.setTime("2026-12-02T09:02:00Z");
    await refused(waiting.json.digest);
    expect(await eventsOf(exchange.b.store, "messageResent")).toEqual([]);
  });

  it("is not posted where its consent is withdrawn just then", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const posted: string[] = [];
    exchange.intercept(async ({ method, url }) => {
      if (method === "POST") posted.push(url);
      // The key of the recipient is asked for before it is sealed.
      else await withdraw(exchange, sent);
      return undefined;
    });
    exchange.setTime("2026-11-24T12:00:00Z");
    const { status, json } = await resend(exchange, sent.digest);
    expect([status, json.code, posted]).toEqual([409, "GATEWAY_RESEND_IMPOSSIBLE", []]);
  });

  it("is not sent where that is not permitted any more, and says why", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    exchange.intercept(() => Promise.reject(new TypeError("asked")));
    exchange.editRegistry((file) => {
      const left = file.agencies.filter(({ entity }) => entity !== NGO_C);
      Object.assign(file, { agencies: left });
    });
    const { json } = await resend(exchange, sent.digest);
    expect(json).toMatchObject({ outcome: "notSent", code: "GATEWAY_RECIPIENT_UNKNOWN" });
  });
});

describe("a recipient that does not take a message again", () => {
  it("is told with the code, and nothing that is stored changes", async () => {
    const exchange = createExchange();
    const sent = await refer(exchange);
    const before = await exchange.b.show(sent.digest);
    exchange.intercept(() => Promise.reject(new TypeError("connection refused")));
    expect((await resend(exchange, sent.digest)).json).toEqual({
      ...{ digest: sent.digest, outcome: "failed", code: "GATEWAY_PEER_UNREACHABLE" },
    });
    exchange.intercept(() => Promise.resolve(Response.json({ receipts: [] })));
    expect((await resend(exchange, sent.digest)).json.outcome).toBe("failed");
    expect(await exchange.b.show(sent.digest)).toEqual(before);
  });
});
