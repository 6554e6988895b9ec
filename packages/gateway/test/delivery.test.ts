import { type OutboxRow, textOf } from "@safepassage/agency";
import { sha256Base64url } from "@safepassage/core";
import { issueDecidedReceipt, issueDeliveredReceipt, issueRefusal } from "@safepassage/message";
import { generateSigningKey, parseRegistry, publicJwk } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import type { GatewayOptions } from "../src/index.ts";
import { correct, NEED, valueFor } from "./correcting.ts";
import { requestS011 } from "./drafts.ts";
import { NGO_B, NGO_C, type RegistryFile } from "./federation.ts";
import { eventsOf, inside } from "./inside.ts";
import { createExchange, NOW, type TestExchange } from "./world.ts";

describe("a delivery that fails", () => {
  it("is tried again with pauses that double, up to the longest", async () => {
    const exchange = createExchange({ options: { retry: { baseMs: 1000, maxMs: 10_000 } } });
    const { b } = exchange;
    const id = await submit(exchange);
    exchange.intercept(() => Promise.reject(new TypeError("connection refused")));
    const pauses: number[] = [];
    let time = Date.parse("2026-11-24T09:02:00Z");
    for (let attempt = 0; attempt < 6; attempt++) {
      await b.gateway.sender.deliverDue();
      const next = (await row(exchange, id)).nextAttempt;
      pauses.push(next - time);
      time = next;
      exchange.setTime(new Date(time).toISOString());
    }
    // The jitter of these tests stands at a half: three quarters of the pause.
    expect(pauses).toEqual([750, 1500, 3000, 6000, 7500, 7500]);
    expect(await row(exchange, id)).toMatchObject({
      state: "queued",
      lastError: "GATEWAY_PEER_UNREACHABLE",
    });
  });

  it("is tried at once where the clock was set back, so that no emergency waits for a day", async () => {
    const exchange = createExchange();
    exchange.setTime("2026-11-25T09:02:00Z");
    const id = await submit(exchange);
    exchange.intercept(() => Promise.reject(new TypeError("connection refused")));
    await exchange.b.gateway.sender.deliverDue();
    exchange.intercept(() => undefined);
    // The clock was a day ahead, and is set right; NGO-C judges by the time of the message.
    exchange.setTime("2026-11-25T09:00:00Z");
    expect(await exchange.b.gateway.sender.deliverDue()).toBe(1);
    expect((await row(exchange, id)).state).toBe("decided");
    exchange.setTime("2026-11-24T09:02:00Z");
    const second = await submit(exchange);
    exchange.setTime("2026-11-23T09:02:00Z");
    expect(await exchange.b.gateway.sender.deliverDue()).toBe(1);
    expect((await row(exchange, second)).attempts).toBe(1);
    // Then it judges by the corrected clock.
    expect(await exchange.b.gateway.sender.deliverDue()).toBe(0);
  });

  it("asks for key epochs again at the next attempt where a list did not verify", async () => {
    const exchange = createExchange();
    const id = await submit(exchange);
    exchange.intercept((request) =>
      request.method === "GET" ? Promise.resolve(new Response("e30.e30.e30")) : undefined,
    );
    await exchange.b.gateway.sender.deliverDue();
    const lastError = "JWS_TYPE_WRONG";
    expect(await row(exchange, id)).toMatchObject({ state: "queued", lastError });
    exchange.intercept(() => undefined);
    // Much earlier than a list that is good would be asked for again.
    exchange.setTime("2026-11-24T09:02:05Z");
    await exchange.settle();
    expect((await row(exchange, id)).state).toBe("decided");
  });

  it.each([
    ["answers", () => Promise.reject(new TypeError("connection refused"))],
    ["takes its requests", async () => notTaken("TRUST_REQUEST_TIME_WRONG")],
    ["takes its certificate", async () => notTaken("GATEWAY_CLIENT_CERTIFICATE_OVER")],
  ])(
    "is tried again as soon as its recipient %s, however long its pause has become",
    async (_, refuse) => {
      const exchange = createExchange();
      const { b } = exchange;
      const ids = [await submit(exchange), await submit(exchange)];
      exchange.intercept(refuse);
      let time = Date.parse("2026-11-24T09:02:00Z");
      for (let attempt = 0; attempt < 12; attempt++) {
        await b.gateway.sender.deliverDue();
        const rows = await Promise.all(ids.map((id) => row(exchange, id)));
        time = Math.max(...rows.map(({ nextAttempt }) => nextAttempt));
        exchange.setTime(new Date(time).toISOString());
      }
      await b.gateway.sender.deliverDue();
      // A minute later it is back, and something new is sent.
      exchange.intercept(() => undefined);
      exchange.setTime(new Date(time + 60_000).toISOString());
      const newest = await submit(exchange);
      await exchange.settle();
      const states = await Promise.all([...ids, newest].map((id) => row(exchange, id)));
      expect(states.map(({ state }) => state)).toEqual(["decided", "decided", "decided"]);
    },
  );

  it("is not tried again each time that its recipient answers another message", async () => {
    const exchange = createExchange();
    const first = await submit(exchange);
    const taken = () => exchange.intercept(() => undefined);
    const failing = () =>
      exchange.intercept(async ({ method }) =>
        method === "POST" ? new Response("", { status: 500 }) : undefined,
      );
    failing();
    await exchange.b.gateway.sender.deliverDue();
    taken();
    const second = await submit(exchange);
    await exchange.b.gateway.sender.deliverDue();
    expect((await row(exchange, second)).state).toBe("decided");
    failing();
    await exchange.b.gateway.sender.deliverDue();
    const { attempts } = await row(exchange, first);
    taken();
    const third = await submit(exchange);
    // Within the minute.
    await exchange.b.gateway.sender.deliverDue();
    expect((await row(exchange, third)).state).toBe("decided");
    expect(await row(exchange, first)).toMatchObject({ state: "sending", attempts });
  });

  it("is not tried before its time, and arrives when the other side is back", async () => {
    const exchange = createExchange();
    const id = await submit(exchange);
    exchange.intercept(() => Promise.resolve(new Response("", { status: 503 })));
    await exchange.b.gateway.sender.deliverDue();
    exchange.intercept(() => undefined);
    expect(await exchange.b.gateway.sender.deliverDue()).toBe(0);
    const waiting = await exchange.b.show((await row(exchange, id)).digest);
    expect(waiting.json).toMatchObject({
      nextAttempt: expect.stringContaining("2026-11-24T09:02"),
    });
    exchange.setTime("2026-11-24T09:02:01Z");
    await exchange.settle();
    expect(await row(exchange, id)).toMatchObject({ state: "decided", lastError: undefined });
    const decided = await exchange.b.show((await row(exchange, id)).digest);
    expect(decided.json).not.toHaveProperty("nextAttempt");
  });

  it("holds back what corrects the message, which would be refused without it", async () => {
    const exchange = createExchange();
    const id = await submit(exchange);
    const first = { id, digest: (await row(exchange, id)).digest };
    const posts: string[] = [];
    let isAway = true;
    exchange.intercept((request) => {
      if (request.method !== "POST") return undefined;
      posts.push(request.url);
      return isAway ? Promise.reject(new TypeError("connection refused")) : undefined;
    });
    const correction = await correct(
      exchange,
      first,
      valueFor(first, `${NEED}/need.services`, [], "restrict"),
    );
    expect(correction.status).toBe(201);
    expect(posts).toHaveLength(1);
    expect((await row(exchange, correction.json.id)).nextAttempt).toBe(
      (await row(exchange, id)).nextAttempt,
    );
    isAway = false;
    for (const time of ["09:03", "09:04"]) {
      exchange.setTime(`2026-11-24T${time}:00Z`);
      await exchange.settle();
    }
    expect(posts).toHaveLength(3);
    const taken = await exchange.c.show(correction.json.digest);
    expect(taken.json).toMatchObject({ state: "accepted", findings: [] });
  });

  it("ends at the delivery deadline, visibly, without its ciphertext", async () => {
    const exchange = createExchange();
    const id = await submit(exchange);
    exchange.intercept((request) =>
      request.method === "POST" ? Promise.reject(new TypeError("reset")) : undefined,
    );
    await exchange.b.gateway.sender.deliverDue();
    expect(await row(exchange, id)).toMatchObject({ state: "sending", sealed: expect.any(String) });
    exchange.setTime("2026-12-01T09:02:00Z");
    await exchange.settle();
    expect(await row(exchange, id)).toMatchObject({ state: "expired", sealed: undefined });
    const { json } = await exchange.b.call("GET", "/v1/health");
    expect(json).toMatchObject({ status: "ready", outbox: { expired: 1 } });
  });

  it("is asked about once more after its deadline, where its recipient may have it", async () => {
    const exchange = createExchange();
    const { b, c } = exchange;
    const taken = await submit(exchange);
    exchange.intercept((request) =>
      request.method === "POST" ? loseAnswer(request, [], c.gateway.fetch) : undefined,
    );
    await b.gateway.sender.deliverDue();
    const lost = await submit(exchange);
    exchange.intercept(() => Promise.reject(new TypeError("reset")));
    await b.gateway.sender.deliverDue();
    // The sender is off until the deadline is over.
    exchange.intercept(() => undefined);
    exchange.setTime("2026-12-02T09:02:00Z");
    await exchange.settle();
    expect(await row(exchange, taken)).toMatchObject({ state: "decided", sealed: undefined });
    // That one nobody takes any more, and its recipient signs so.
    expect(await row(exchange, lost)).toMatchObject({
      ...{ state: "expired", sealed: undefined, lastError: "MESSAGE_EXPIRED" },
      receipts: [expect.any(String)],
    });
    expect((await inside(c.store).inbox.counts()).inbox).toBe(1);
  });

  it("is told to a person once its deadline is over, and only then", async () => {
    const exchange = createExchange();
    const { b } = exchange;
    const { digest } = (await row(exchange, await submit(exchange))) ?? {};
    exchange.intercept(() => Promise.reject(new TypeError("reset")));
    await b.gateway.sender.deliverDue();
    expect(await eventsOf(b.store, "messageUndelivered")).toEqual([]);
    for (const time of ["2026-12-01T09:02:00Z", "2026-12-02T09:02:00Z"]) {
      exchange.setTime(time);
      await exchange.settle();
    }
    const told = { ref: digest, code: "GATEWAY_PEER_UNREACHABLE" };
    expect(await eventsOf(b.store, "messageUndelivered")).toMatchObject([told]);
    expect(b.log.filter(({ event }) => event === "messageUndelivered")).toEqual([
      { event: "messageUndelivered", ...told, peer: "https://ngo-c.test" },
    ]);
  });

  it.each([
    ["never went out", false],
    ["went out without an answer", true],
  ])("is told to a person where it %s and is erased before its deadline", async (_, isPosted) => {
    const exchange = createExchange();
    const { b } = exchange;
    const draft = requestS011();
    const clear = { ...draft.clear, "env.retention.eraseBy": "2026-11-26" };
    const { digest } = (await row(exchange, await submit(exchange, { ...draft, clear }))) ?? {};
    exchange.intercept(({ method }) =>
      isPosted && method === "GET" ? undefined : Promise.reject(new TypeError("reset")),
    );
    await b.gateway.sender.deliverDue();
    exchange.setTime("2026-11-27T09:02:00Z");
    await b.gateway.maintain();
    await b.gateway.maintain();
    const told = { ref: digest, code: "GATEWAY_PEER_UNREACHABLE" };
    expect(await eventsOf(b.store, "messageUndelivered")).toMatchObject([told]);
    exchange.setTime("2026-12-02T09:02:00Z");
    await exchange.settle();
    expect(await eventsOf(b.store, "messageUndelivered")).toHaveLength(1);
  });

  it("sends the same octets again when the answer was lost, and is stored once", async () => {
    const exchange = createExchange();
    const { b, c } = exchange;
    const id = await submit(exchange);
    const bodies: string[] = [];
    exchange.intercept((request) => {
      if (request.method !== "POST") return undefined;
      return loseAnswer(request, bodies, c.gateway.fetch);
    });
    await b.gateway.sender.deliverDue();
    expect(await row(exchange, id)).toMatchObject({ state: "sending", receipts: [] });
    exchange.setTime("2026-11-24T09:02:01Z");
    await b.gateway.sender.deliverDue();
    expect(bodies[0]).toBe(bodies[1]);
    exchange.intercept(() => undefined);
    exchange.setTime("2026-11-24T09:03:00Z");
    await exchange.settle();
    expect((await row(exchange, id)).state).toBe("decided");
    expect((await inside(c.store).inbox.counts()).inbox).toBe(1);
    expect((await row(exchange, id)).receipts).toEqual(
      (await inside(c.store).inbox.find(NGO_B, id))?.receipts,
    );
  });

  it("is sealed anew only where the recipient says that it could not open it", async () => {
    const exchange = createExchange();
    const { b, c, federation } = exchange;
    const id = await submit(exchange);
    const bodies: string[] = [];
    exchange.intercept((request) => {
      if (request.method !== "POST" || bodies.length > 0) return undefined;
      return request.text().then((sealed) => {
        bodies.push(sealed);
        const receipt = refusal(federation.signers["NGO-C"], sealed, "PACKAGE_KEY_UNKNOWN");
        return problem(receipt);
      });
    });
    await b.gateway.sender.deliverDue();
    expect(await row(exchange, id)).toMatchObject({
      state: "queued",
      sealed: undefined,
      lastError: "PACKAGE_KEY_UNKNOWN",
    });
    exchange.setTime("2026-11-24T09:02:05Z");
    await exchange.settle();
    expect((await row(exchange, id)).state).toBe("decided");
    expect((await inside(c.store).inbox.counts()).inbox).toBe(1);
  });

  it("waits for a recipient whose clock is behind", async () => {
    // Within the five minutes of a request's signature, and beyond the two of a message.
    let behindBy = 200_000;
    const world = createExchange();
    const { c } = createExchange({
      federation: world.federation,
      options: { clock: { now: () => new Date(Date.parse(NOW) - behindBy) } },
    });
    world.intercept((request) => c.gateway.fetch(request));
    const id = await submit(world);
    await world.b.gateway.sender.deliverDue();
    expect(await row(world, id)).toMatchObject({
      state: "sending",
      lastError: "MESSAGE_NOT_YET_VALID",
      sealed: expect.any(String),
    });
    const { json } = await world.b.show((await row(world, id)).digest);
    expect(json.receipts[0].claims).toMatchObject({ kind: "refused", iss: NGO_C });
    behindBy = 0;
    world.setTime("2026-11-24T09:02:05Z");
    await world.b.gateway.sender.deliverDue();
    expect(await row(world, id)).toMatchObject({ state: "decided", lastError: undefined });
    expect((await row(world, id)).receipts).toEqual(
      (await inside(c.store).inbox.find(NGO_B, id))?.receipts,
    );
  });

  it.each<[string, string, Partial<GatewayOptions>, (file: RegistryFile) => object]>([
    ["without the agreement", "MESSAGE_AGREEMENT_UNKNOWN", { agreements: [] }, () => ({})],
    [
      "with a registry from before the sender",
      "GATEWAY_SIGNATURE_REFUSED",
      {},
      ({ agencies }) => ({ agencies: agencies.filter(({ entity }) => entity !== NGO_B) }),
    ],
    [
      "with a registry from before the sender's key",
      "GATEWAY_SIGNATURE_REFUSED",
      {},
      ({ agencies: [b, ...others] }) => {
        const former = publicJwk(generateSigningKey("Ed25519"));
        return { agencies: [{ ...b, keys: [{ ...b?.keys[0], jwk: former }] }, ...others] };
      },
    ],
  ])("is tried until the deadline at a recipient %s: %s", async (_, code, options, stale) => {
    const world = createExchange();
    const file = world.federation.registryFile();
    const registry = parseRegistry({ ...file, ...stale(file) });
    const { c, setTime } = createExchange({
      federation: world.federation,
      options: { ...options, registry: () => registry },
    });
    world.intercept((request) => c.gateway.fetch(request));
    const id = await submit(world);
    // What is refused for the signature of its request was never opened, and nobody signs that.
    const isOpened = code === "MESSAGE_AGREEMENT_UNKNOWN";
    for (const time of ["2026-11-24T09:02:00Z", "2026-11-24T09:03:00Z", "2026-11-27T09:03:00Z"]) {
      world.setTime(time);
      setTime(time);
      await world.b.gateway.sender.deliverDue();
      const state = isOpened ? "sending" : "queued";
      expect(await row(world, id)).toMatchObject({ state, lastError: code });
    }
    expect((await row(world, id)).attempts).toBe(3);
    world.setTime("2026-12-01T09:02:00Z");
    await world.b.gateway.sender.deliverDue();
    const { state, sealed, receipts: kept } = await row(world, id);
    expect([state, sealed, kept.length]).toEqual(["expired", undefined, isOpened ? 1 : 0]);
  });

  it.each([
    ["MESSAGE_EXPIRED", "MESSAGE_EXPIRED"],
    ["MESSAGE_PROFILE_UNSUPPORTED", "GATEWAY_PROFILE_DIFFERS"],
    ["MESSAGE_REGISTRY_DIFFERS", "MESSAGE_REGISTRY_DIFFERS"],
    ["TRUST_AGENCY_UNKNOWN", "TRUST_AGENCY_UNKNOWN"],
    ["TRUST_KEY_UNKNOWN", "TRUST_KEY_UNKNOWN"],
    ["TRUST_KEY_NOT_IN_FORCE", "TRUST_KEY_NOT_IN_FORCE"],
  ])("stays to be sent after a signed %s, which time may mend: %s", async (code, told) => {
    const exchange = createExchange();
    const id = await submit(exchange);
    exchange.intercept((request) => {
      if (request.method !== "POST") return undefined;
      const signer = exchange.federation.signers["NGO-C"];
      return request.text().then((sealed) => problem(refusal(signer, sealed, code)));
    });
    await exchange.b.gateway.sender.deliverDue();
    expect(await row(exchange, id)).toMatchObject({ state: "sending", lastError: told });
    // It was sent: nothing here keeps it back.
    const event = exchange.b.log.find((one) => one.event === "sending" && one.code === told);
    expect(event && textOf(event)).toContain("An attempt to deliver");
    exchange.intercept(() => undefined);
    exchange.setTime("2026-11-24T09:02:05Z");
    await exchange.settle();
    expect((await row(exchange, id)).state).toBe("decided");
  });

  it("ends when the recipient refuses it, and keeps the signed refusal", async () => {
    const exchange = createExchange();
    const { b, federation } = exchange;
    const id = await submit(exchange);
    exchange.intercept((request) => {
      if (request.method !== "POST") return undefined;
      return request
        .text()
        .then((sealed) =>
          problem(refusal(federation.signers["NGO-C"], sealed, "MESSAGE_AGREEMENT_DOES_NOT_COVER")),
        );
    });
    await b.gateway.sender.deliverDue();
    const { json } = await b.show((await row(exchange, id)).digest);
    expect(json).toMatchObject({ state: "refused", lastError: "MESSAGE_AGREEMENT_DOES_NOT_COVER" });
    expect(json.receipts[0].claims).toMatchObject({ kind: "refused", iss: NGO_C });
    expect((await row(exchange, id)).sealed).toBeUndefined();
  });
});

describe("a request to another agency", () => {
  it("for its key epochs is made again at once where a page came in their place", async () => {
    const exchange = createExchange();
    const { b } = exchange;
    const id = await submit(exchange);
    exchange.intercept(() => Promise.resolve(new Response("<html>be back soon</html>")));
    await b.gateway.sender.deliverDue();
    expect(await row(exchange, id)).toMatchObject({ state: "queued", lastError: FOREIGN });
    exchange.intercept(() => undefined);
    exchange.setTime("2026-11-24T09:02:05Z");
    await exchange.settle();
    expect((await row(exchange, id)).state).toBe("decided");
  });

  it("follows no redirect and shows no token, only what is sealed", async () => {
    const exchange = createExchange();
    await submit(exchange);
    const requests: Request[] = [];
    exchange.intercept((request) => {
      requests.push(request);
      return undefined;
    });
    await exchange.settle();
    expect(requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`)).toEqual([
      "GET /.well-known/spp-epochs",
      "POST /inbox",
    ]);
    for (const { redirect, headers } of requests) {
      expect(redirect).toBe("error");
      expect(headers.get("authorization")).toBeNull();
    }
  });
});

describe("an answer that proves nothing", () => {
  it.each<[string, string, (exchange: TestExchange, sent: Sent) => Response, number?]>([
    ["no JSON", FOREIGN, () => new Response("ok"), 200],
    ["the page of a proxy", FOREIGN, () => new Response("<html>", { status: 413 }), 413],
    ["a page in another script", FOREIGN, () => new Response(new Uint8Array([0xe9, 0x20]))],
    ["no receipts", "GATEWAY_RECEIPTS_MISSING", () => Response.json({ receipts: [] })],
    ["an error without a receipt", "GATEWAY_RECEIPTS_MISSING", () => problem()],
    [
      "receipts signed by another agency",
      "TRUST_KEY_UNKNOWN",
      (exchange, sent) => Response.json({ receipts: receipts(exchange, sent, "Police-D") }),
    ],
    [
      "receipts of fewer disclosures",
      "RECEIPT_MISMATCH",
      (exchange, { row, sealed }) =>
        Response.json({
          receipts: receipts(exchange, {
            sealed,
            row: { ...row, resolved: row.resolved.slice(1) },
          }),
        }),
    ],
    [
      "a refusal of another package",
      "GATEWAY_RECEIPTS_MISSING",
      ({ federation }) => problem(refusal(federation.signers["NGO-C"], "x", "MESSAGE_EXPIRED")),
    ],
    [
      "a refusal that names another message beside this package",
      "GATEWAY_RECEIPTS_MISSING",
      ({ federation }, { sealed }) =>
        problem(
          issueRefusal(
            { sealed: sha256Base64url(sealed), msg: sha256Base64url("x"), code: "MESSAGE_EXPIRED" },
            {
              self: NGO_C,
              signer: federation.signers["NGO-C"],
              clock: { now: () => new Date("2026-11-24T09:02:00Z") },
            },
          ),
        ),
    ],
    [
      "a refusal that another agency signed",
      "GATEWAY_RECEIPTS_MISSING",
      ({ federation }, { sealed }) =>
        problem(
          issueRefusal(
            { sealed: sha256Base64url(sealed), code: "MESSAGE_EXPIRED" },
            {
              self: "https://police-d.test",
              signer: federation.signers["Police-D"],
              clock: { now: () => new Date("2026-11-24T09:02:00Z") },
            },
          ),
        ),
    ],
    ["more than the sender reads", FOREIGN, () => new Response("x".repeat(300_000))],
  ])(
    "(%s) is recorded as %s, and the message stays to be sent",
    async (_, code, respond, status) => {
      const exchange = createExchange();
      const id = await submit(exchange);
      exchange.intercept((request) => {
        if (request.method !== "POST") return undefined;
        return request
          .text()
          .then(async (sealed) => respond(exchange, { sealed, row: await row(exchange, id) }));
      });
      await exchange.b.gateway.sender.deliverDue();
      expect(await row(exchange, id)).toMatchObject({
        state: "sending",
        lastError: code,
        receipts: [],
      });
      const told = exchange.b.log.find(({ code: logged }) => logged === code);
      expect(told?.status).toBe(status);

      exchange.intercept(() => undefined);
      exchange.setTime("2026-11-24T09:02:05Z");
      await exchange.settle();
      expect((await row(exchange, id)).state).toBe("decided");
    },
  );
});

describe("a receipt signed with a key that is found compromised later", () => {
  it("is shown with the reason why it proves nothing any more", async () => {
    const exchange = createExchange();
    const id = await submit(exchange);
    await exchange.settle();
    exchange.editRegistry(({ agencies }) => {
      const compromisedAt = "2026-11-25T00:00:00Z";
      Object.assign(agencies[1]?.keys[0] ?? {}, { status: "compromised", compromisedAt });
    });
    const { status, json } = await exchange.b.show((await row(exchange, id)).digest);
    expect(status).toBe(200);
    expect(json.receipts.map(({ code }: { code: string }) => code)).toEqual([
      "TRUST_KEY_COMPROMISED",
      "TRUST_KEY_COMPROMISED",
    ]);
  });
});

describe("several messages", () => {
  it("are sent side by side: one that hangs holds up no other", async () => {
    const exchange = createExchange();
    const ids = [await submit(exchange), await submit(exchange)];
    let release = (): void => {};
    const hung = new Promise<void>((resolve) => {
      release = resolve;
    });
    let posts = 0;
    exchange.intercept((request) =>
      request.method === "POST" && ++posts === 1
        ? hung.then(() => new Response("", { status: 503 }))
        : undefined,
    );
    const run = exchange.b.gateway.sender.deliverDue();
    await expect
      .poll(async () => {
        const rows = await Promise.all(ids.map((id) => row(exchange, id)));
        return rows.map(({ state }) => state).sort();
      })
      .toEqual(["decided", "sending"]);
    release();
    expect(await run).toBe(2);
  });
});

describe("a recipient where a person decides", () => {
  it("gives the decided receipt later, over POST /receipts", async () => {
    const exchange = createExchange();
    const { b } = exchange;
    const id = await submit(exchange);
    exchange.intercept(async (request) => {
      if (request.method !== "POST") return undefined;
      const [delivered] = receipts(exchange, { sealed: "", row: await row(exchange, id) });
      return Promise.resolve(Response.json({ receipts: [delivered] }));
    });
    await b.gateway.sender.deliverDue();
    expect(await row(exchange, id)).toMatchObject({ state: "delivered", sealed: undefined });

    const [, decided = ""] = receipts(exchange, { sealed: "", row: await row(exchange, id) });
    for (const status of [204, 204]) {
      const response = await b.gateway.fetch(
        new Request("http://b.test/receipts", {
          method: "POST",
          headers: { "content-type": "application/jwt" },
          body: decided,
        }),
      );
      expect(response.status).toBe(status);
    }
    expect(await row(exchange, id)).toMatchObject({ state: "decided" });
    expect((await row(exchange, id)).receipts).toHaveLength(2);
  });
});

interface Sent {
  readonly sealed: string;
  readonly row: OutboxRow;
}

async function submit({ b }: TestExchange, draft = requestS011()): Promise<string> {
  const { json } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  return json.id;
}

async function row({ b }: TestExchange, id: string): Promise<OutboxRow> {
  const found = await inside(b.store).outbox.find(id);
  if (found === undefined) throw new TypeError("no such row");
  return found;
}

/** Both receipts as NGO-C gives them, signed by a key of the agency named. */
function receipts(
  { federation }: TestExchange,
  { row: { digest, sdHash, resolved } }: Sent,
  signedBy: "NGO-C" | "Police-D" = "NGO-C",
): readonly string[] {
  const options = {
    self: NGO_C,
    to: NGO_B,
    signer: federation.signers[signedBy],
    clock: { now: () => new Date("2026-11-24T09:02:00Z") },
  };
  const delivery = { digest, sdHash, resolved };
  return [
    issueDeliveredReceipt(delivery, options),
    issueDecidedReceipt(
      delivery,
      { verdict: "accept", tier: "state", findings: [], decidedBy: "person" },
      options,
    ),
  ];
}

function refusal(
  signer: TestExchange["federation"]["signers"]["NGO-C"],
  sealed: string,
  code: string,
): string {
  const clock = { now: () => new Date("2026-11-24T09:02:00Z") };
  return issueRefusal({ sealed: sha256Base64url(sealed), code }, { self: NGO_C, signer, clock });
}

function problem(receipt?: string): Response {
  return Response.json({ title: "refused", receipt }, { status: 422 });
}

async function loseAnswer(
  request: Request,
  bodies: string[],
  fetch: (request: Request) => Promise<Response>,
): Promise<Response> {
  bodies.push(await request.clone().text());
  await fetch(request);
  throw new TypeError("connection reset");
}

/** Of an answer that no gateway has made. */
const FOREIGN = "GATEWAY_PEER_ANSWER_FOREIGN";

/** As a gateway refuses a request whose sender it does not believe. */
const notTaken = (code: string): Response => Response.json({ code }, { status: 403 });
