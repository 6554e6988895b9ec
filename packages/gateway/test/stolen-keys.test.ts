/** What waits while a key of one side is stolen arrives under the next one, and a person learns what others may have written or read. */
import type { AgencyStore, LogEvent, Tx } from "@safepassage/agency";
import { describe, expect, it } from "vitest";
import { createFederation, NGO_B, NGO_C } from "./federation.ts";
import { createWorld, NEXT_FROM, STOLEN_AT, stolen } from "./stolen-key-world.ts";
import { createExchange, requestS011, type TestExchange } from "./world.ts";

describe("a message that waits while a key is stolen", () => {
  it("is signed again before it is posted, where it names the stolen key of its recipient", async () => {
    const world = createWorld("NGO-C");
    const digest = await submit(world);
    world.steal();
    expect(await sentAs(world, digest)).toEqual(["replaced", "decided"]);
    expect(world.b.log).toContainEqual(expect.objectContaining({ event: "signedAgain" }));
    expect(await countInbox(world)).toBe(1);
  });

  it("is signed again once its recipient has refused it, which knew of the theft before its sender", async () => {
    const world = createWorld("NGO-C");
    const digest = await submit(world);
    world.steal(["NGO-C"]);
    await world.settle();
    const { state, lastError } = (await world.b.show(digest)).json;
    expect([state, lastError]).toEqual(["sending", "MESSAGE_REGISTRY_DIFFERS"]);
    world.steal();
    expect(await sentAs(world, digest)).toEqual(["replaced", "decided"]);
    expect(await countInbox(world)).toBe(1);
  });

  it("is signed again with the next key of its sender", async () => {
    const world = createWorld("NGO-B");
    const digest = await submit(world);
    world.steal();
    expect(await sentAs(world, digest)).toEqual(["replaced", "decided"]);
    expect(await countInbox(world)).toBe(1);
  });

  it("is signed again with the next key of its sender, where it was posted and refused", async () => {
    const world = createWorld("NGO-B");
    const digest = await postUnanswered(world);
    world.steal();
    expect(await sentAs(world, digest)).toEqual(["replaced", "decided"]);
    expect(await countInbox(world)).toBe(1);
  });

  it("is signed again with the next key of its sender, where the key before has ended early", async () => {
    const world = createWorld("NGO-B", { becomes: { status: "retired", until: NEXT_FROM } });
    const digest = await submit(world);
    world.steal();
    expect(await sentAs(world, digest)).toEqual(["replaced", "decided"]);
  });

  it("arrives once, at whatever moment an attempt posts it that began before the theft was told", async () => {
    for (let place = 1; place < 16; place++) {
      const [asks, mayGo, posts] = [deferred(), deferred(), deferred()];
      let left = 0;
      let other: Promise<unknown> = Promise.resolve();
      const wrap = (store: AgencyStore): AgencyStore => ({
        ...store,
        async transaction(work) {
          if (--left === 0) {
            mayGo.resolve();
            await Promise.race([posts.promise, other]);
          }
          return store.transaction(work);
        },
      });
      const world = createWorld("NGO-B", { wrap });
      const digest = await submit(world);
      world.intercept(async (request) => {
        const epochs = await world.c.gateway.fetch(request);
        asks.resolve();
        await mayGo.promise;
        return epochs;
      });
      other = world.b.gateway.sender.deliverDue();
      await asks.promise;
      world.intercept(async ({ method }) => void (method === "POST" && posts.resolve()));
      world.steal(["NGO-B"]);
      world.reopen("b");
      left = place;
      await world.b.gateway.sender.deliverDue();
      left = 0;
      mayGo.resolve();
      await other;
      await sentAs(world, digest);
      expect([place, await countInbox(world)]).toEqual([place, 1]);
      expect(world.b.log.map(({ event }) => event)).not.toContain("receiptsContradict");
    }
  });

  it("waits as it is until there is a key by which it can be signed", async () => {
    const world = createWorld("NGO-B", { hasNext: false });
    const digest = await submit(world);
    world.steal();
    expect(await sentAs(world, digest)).toEqual(["queued", "queued"]);
  });
});

it("what waits for an agreement is sent as soon as it is there, however long its pause is", async () => {
  const federation = createFederation();
  let texts = [federation.agreement];
  const exchange = createExchange({ federation, options: { agreements: () => texts } });
  const digest = await submit(exchange);
  texts = [];
  for (const minute of ["03", "07", "15", "31"]) {
    exchange.setTime(`2026-11-24T09:${minute}:00Z`);
    await exchange.b.gateway.sender.deliverDue();
  }
  expect((await exchange.b.show(digest)).json.lastError).toBe("GATEWAY_AGREEMENT_UNKNOWN");
  texts = [federation.agreement];
  await exchange.settle();
  expect((await exchange.b.show(digest)).json.state).toBe("decided");
});

describe("what was exchanged with a partner while others had its key", () => {
  it("raises one alarm, about the first message of that time", async () => {
    const world = createWorld("NGO-C");
    const digest = await submit(world);
    await world.settle();
    await submit(world);
    await world.settle();
    expect(await toldOf(world, "b")).toEqual([]);
    world.steal();
    await world.settle();
    const told = { event: "partnerKeyStolen", ref: digest, peer: NGO_C };
    expect(await toldOf(world, "b")).toEqual([told]);
    // The partner knows itself, and the next rounds and starts tell it no second time.
    world.reopen("b");
    await world.b.gateway.maintain();
    await world.settle();
    expect(await toldOf(world, "b")).toEqual([told]);
    expect(await toldOf(world, "c")).toEqual([]);
    const { json } = await world.b.call("GET", "/v1/alarms?event=partnerKeyStolen");
    expect(json.entries).toMatchObject([{ ref: digest, other: NGO_C }]);
  });

  it("is looked for no longer than until the gateway stops, and told after the next start", async () => {
    let onLook = () => {};
    const wrap = (store: AgencyStore): AgencyStore => ({
      ...store,
      transaction: (work) =>
        store.transaction((tx) => {
          const list: Tx["inbox"]["list"] = (...asked) => {
            onLook();
            return tx.inbox.list(...asked);
          };
          return work({ ...tx, inbox: { ...tx.inbox, list } });
        }),
    });
    const world = createWorld("NGO-B", { wrap });
    const digest = await submit(world);
    await world.settle();
    world.steal();
    const { sender } = world.c.gateway;
    let stopped: Promise<void> | undefined;
    onLook = () => {
      stopped ??= sender.stop(0);
    };
    await sender.deliverDue();
    await stopped;
    expect(stopped).toBeDefined();
    expect(await toldOf(world, "c")).toEqual([]);
    world.reopen("c");
    await world.c.gateway.maintain();
    expect(await toldOf(world, "c")).toMatchObject([{ ref: digest, peer: NGO_B }]);
  });

  it("is told by a message that came, too", async () => {
    const world = createWorld("NGO-B");
    const digest = await submit(world);
    await world.settle();
    world.steal();
    await world.settle();
    expect(await toldOf(world, "c")).toMatchObject([{ ref: digest, peer: NGO_B }]);
  });

  it("is said of each message that came under the stolen key, and of no other", async () => {
    const world = createWorld("NGO-B");
    const before = await submit(world);
    await world.settle();
    const since = async (digest: string) => {
      const { status, json } = await world.c.call("GET", `/v1/messages/${digest}`);
      expect(status).toBe(200);
      return json.keyStolenSince;
    };
    expect(await since(before)).toBeUndefined();
    const second = await submit(world);
    await world.settle();
    world.steal();
    const after = await submit(world);
    await world.settle();
    expect([await since(before), await since(second)]).toEqual([STOLEN_AT, STOLEN_AT]);
    expect(await since(after)).toBeUndefined();
    // Its sender asks about its own messages in another way.
    expect((await world.b.show(second)).json.keyStolenSince).toBeUndefined();
  });

  it("raises none for what came under the next key", async () => {
    const world = createWorld("NGO-B");
    world.steal();
    const digest = await submit(world);
    await world.settle();
    expect((await world.b.show(digest)).json.state).toBe("decided");
    await world.c.gateway.maintain();
    expect(await toldOf(world, "c")).toEqual([]);
  });

  it("is told by a message that was posted and not answered: a thief who only reads signs nothing", async () => {
    const world = createWorld("NGO-C");
    const digest = await postUnanswered(world);
    world.steal();
    await world.settle();
    expect(await toldOf(world, "b")).toMatchObject([{ ref: digest, peer: NGO_C }]);
  });

  it("raises none where nothing was exchanged since", async () => {
    const world = createWorld("NGO-C", { becomes: stolen("2026-11-24T11:30:00Z") });
    await submit(world);
    await world.settle();
    world.steal();
    await world.settle();
    expect(await toldOf(world, "b")).toEqual([]);
  });
});

/** The alarms about stolen keys that a gateway has told. */
async function toldOf(exchange: TestExchange, side: "b" | "c"): Promise<readonly LogEvent[]> {
  return exchange[side].log.filter(({ event }) => event === "partnerKeyStolen");
}

const deferred = () => Promise.withResolvers<void>();

async function submit({ b }: TestExchange): Promise<string> {
  const { json } = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
  return json.digest;
}

/** Submits a message, and posts it in vain: nobody answers. */
async function postUnanswered(world: TestExchange): Promise<string> {
  const digest = await submit(world);
  world.intercept(({ method }) =>
    method === "POST" ? Promise.reject(new TypeError("no answer")) : undefined,
  );
  await world.b.gateway.sender.deliverDue();
  expect((await world.b.show(digest)).json.state).toBe("sending");
  world.intercept(() => undefined);
  return digest;
}

/** The states of a message and of the one that was sent in its place, once both sides are done. */
async function sentAs(exchange: TestExchange, digest: string): Promise<readonly string[]> {
  exchange.setTime("2026-11-24T14:00:00Z");
  await exchange.settle();
  const first = (await exchange.b.show(digest)).json;
  const { json } = await exchange.b.show(first.replacedBy ?? digest);
  return [first.state, json.state];
}

const countInbox = async ({ c }: TestExchange): Promise<number> =>
  (await c.call("GET", "/v1/inbox")).json.entries.length;
