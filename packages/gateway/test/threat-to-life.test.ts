import { canonicalJson, decodeBase64urlText, encodeUtf8, sha256Base64url } from "@safepassage/core";
import { describe, expect, it } from "vitest";
import { correctUnchecked, NEED, refer, valueFor } from "./correcting.ts";
import { requestS011 } from "./drafts.ts";
import { entityOf, NGO_B, NGO_C } from "./federation.ts";
import { createForge, type Forge, type Make } from "./forge.ts";
import { countReplies, eventsOf, heldIn, inside } from "./inside.ts";
import { postPackage } from "./partner.ts";
import { readQuarantine } from "./read-quarantine.ts";
import { createExchange, NOW, type TestExchange } from "./world.ts";

describe("a signed message without members of its private part", () => {
  it("waits in quarantine where it claims a threat to life, with what is missing named", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    const response = await deliver(exchange, () => ({ urgency: EMERGENCY }));
    expect(response.status).toBe(200);
    expect(await inside(c.store).inbox.counts()).toMatchObject({ inbox: 1, quarantined: 1 });
    const [{ message, findings }] = (await readQuarantine(c)).messages;
    expect(Object.keys(message.private)).toEqual(["private.urgency"]);
    const named = (findings as { code: string; field?: string }[])
      .filter(({ code }) => code === "R65_CLAIM_MISSING")
      .map(({ field }) => field);
    expect(named).toContain("private.exchangeId");
    expect(named).toContain("private.provenance");
  });

  // An empty list says something that a missing one does not: no conditions come with the data.
  it.each([
    "authorisations",
    "caseRef",
    "consentAssertions",
    "consentRefs",
    "exchangeId",
    "necessity",
    "officerAssurance",
    "officerRef",
    "priorAuthorisations",
    "provenance",
  ])("is never accepted without its %s, whatever it claims", async (name) => {
    const exchange = createExchange();
    await deliver(exchange, (hidden) => {
      const { [name]: _, ...rest } = hidden;
      return { ...rest, urgency: EMERGENCY };
    });
    expect(await inside(exchange.c.store).inbox.counts()).toMatchObject({
      inbox: 1,
      quarantined: 1,
    });
  });

  it("is erased where its sender has withdrawn it before it came, and its alarms stay", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    const sent = await refer(exchange);
    const response = await deliver(
      exchange,
      () => ({ urgency: EMERGENCY }),
      async (digest) => {
        const body = valueFor({ digest }, `${NEED}/need.services`, [], "erase");
        expect((await correctUnchecked(exchange, sent, body)).verdict).toBe("accept");
      },
    );
    expect(response.status).toBe(200);
    const { digest = "", content } = (await heldIn(c.store))[0] ?? {};
    expect([await inside(c.store).events.has("erased", digest), content]).toEqual([
      true,
      undefined,
    ]);
    const events = c.log.map(({ event }) => event);
    expect(events).toEqual(expect.arrayContaining(["quarantineAlarm", "emergencyRefused"]));
    const { refused } = await quarantine(exchange);
    expect(refused).toMatchObject([{ at: NOW, code: "erased", ref: digest, other: NGO_B }]);
    // A message without an exchange is certified in that of the correction.
    await exchange.settle();
    expect(await eventsOf(c.store, "certificateFailed")).toEqual([]);
    expect(await countReplies(c.store)).toBe(0);
    expect(await inside(c.store).outbox.counts()).toMatchObject({ decided: 1 });
  });

  it("is refused where it claims none", async () => {
    const exchange = createExchange();
    const response = await deliver(exchange, () => ({
      urgency: { ground: "none", level: "routine" },
    }));
    expect(await response.json()).toMatchObject({ code: "MESSAGE_PRIVATE_MISSING" });
    expect(await inside(exchange.c.store).inbox.counts()).toMatchObject({
      inbox: 0,
      quarantined: 0,
    });
  });
});

describe("a message in quarantine", () => {
  it("is mended by a later one of its exchange and type, and is not overdue then", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    await deliver(exchange, withoutNecessity);
    const [held] = await heldIn(c.store);
    exchange.setTime("2026-11-24T10:02:00Z");
    await send(exchange, { "private.exchangeId": held?.content?.exchangeId });
    expect(await heldIn(c.store)).toMatchObject([
      { id: held?.id, mendBy: undefined, mendedBy: expect.any(String) },
    ]);
    expect(await inside(c.store).events.has("mended", held?.digest ?? "")).toBe(true);
    expect(c.log).toContainEqual({ event: "mended", ref: held?.digest, peer: NGO_B });
    expect((await inside(c.store).inbox.counts()).quarantined).toBe(0);
    exchange.setTime("2026-11-25T11:02:00Z");
    await c.gateway.maintain();
    expect(await eventsOf(c.store, "mendOverdue")).toEqual([]);
  });

  it("is mended by one that names it, where it names no exchange itself", async () => {
    const exchange = createExchange();
    await deliver(exchange, () => ({ urgency: EMERGENCY }));
    const [held] = await heldIn(exchange.c.store);
    await send(exchange, { "private.inReplyTo": held?.id });
    expect((await heldIn(exchange.c.store))[0]?.mendedBy).toBeDefined();
  });

  it("is not mended by another exchange, and is overdue after 24 hours, once", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    await deliver(exchange, withoutNecessity);
    await send(exchange, {});
    for (const time of ["2026-11-25T09:02:00Z", "2026-11-25T09:02:01Z", "2026-11-25T10:02:00Z"]) {
      exchange.setTime(time);
      await c.gateway.maintain();
    }
    expect(await eventsOf(c.store, "mendOverdue")).toMatchObject([{ at: "2026-11-25T09:02:01Z" }]);
    expect((await inside(c.store).inbox.counts()).quarantined).toBe(1);
  });

  it("hands its two alarms to the operator, and says that no authority was told", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    await deliver(exchange, withoutNecessity);
    const [held] = await heldIn(c.store);
    const alarms = () => c.log.filter(({ event }) => event === "quarantineAlarm");
    expect(alarms()).toEqual([
      { event: "quarantineAlarm", ref: held?.digest, country: "XB", authority: entityOf("DPA-B") },
      { event: "quarantineAlarm", ref: held?.digest, country: "XC" },
    ]);
    await c.gateway.maintain();
    expect(alarms()).toHaveLength(2);
    // An alarm whose process died before it was handed over.
    await inside(c.store).events.add({
      kind: "quarantineAlarm",
      at: NOW,
      ref: "another",
      country: "XC",
    });
    await c.gateway.maintain();
    expect(alarms()).toHaveLength(3);
    const told = (await quarantine(exchange)).alarms.map(({ act }) => act);
    expect(told).toContainEqual(
      expect.stringContaining("Tell the supervisory authority of XB (https://dpa-b.test) now."),
    );
  });
});

describe("an emergency that is refused", () => {
  it.each<[string, string, (forge: Forge) => string]>([
    [
      "late",
      "MESSAGE_EXPIRED",
      ({ pack, ...forge }) =>
        pack(
          withClaims(forge, {
            iat: Date.parse("2026-11-20T09:00:00Z") / 1000,
            exp: Date.parse("2026-11-24T09:00:00Z") / 1000,
          }),
        ),
    ],
    [
      "of another profile",
      "MESSAGE_PROFILE_UNSUPPORTED",
      ({ pack, ...forge }) => pack(withClaims(forge, { profile: sha256Base64url("another") })),
    ],
    [
      "not padded",
      "MESSAGE_PADDING_DISCLOSURE_WRONG",
      ({ pack, build, ...forge }) =>
        pack(build((make) => [make("private", urgent(forge)), make("body", { _sd: [] })])),
    ],
    [
      "with one member more",
      "MESSAGE_PRIVATE_UNKNOWN",
      ({ pack, build, ...forge }) =>
        pack(build((make) => [make("private", { ...urgent(forge), note: "x" }), make("body", {})])),
    ],
  ])("for being %s (%s) raises an alarm without content, once", async (_, code, make) => {
    const exchange = createExchange();
    const { c } = exchange;
    const sealed = make(await createForge(exchange));
    for (const time of [1, 2]) {
      const response = await postPackage(exchange, sealed);
      expect([time, await response.json()]).toEqual([time, expect.objectContaining({ code })]);
    }
    const ref = sha256Base64url(sealed);
    const alarms = c.log.filter(({ event }) => event === "emergencyRefused");
    expect(alarms).toEqual([{ event: "emergencyRefused", ref, code, peer: NGO_B }]);
    expect(await inside(c.store).inbox.counts()).toMatchObject({ inbox: 0, quarantined: 0 });
    const { refused } = await quarantine(exchange);
    expect(refused).toMatchObject([{ at: NOW, code, ref, other: NGO_B }]);
  });

  it("raises none where the signature is not good, or it was taken before", async () => {
    const exchange = createExchange();
    const { c } = exchange;
    const forge = await createForge(exchange);
    const sdJwt = forge.build((make) => [make("private", urgent(forge)), make("body", {})]);
    await postPackage(exchange, forge.pack(sdJwt.replace(/\.[^.~]+~/, ".AAAA~")));
    await deliver(exchange, withoutNecessity);
    await deliver(exchange, withoutNecessity);
    expect(c.log.filter(({ event }) => event === "emergencyRefused")).toEqual([]);
  });

  it("raises one at its sender with the first attempt that fails", async () => {
    const exchange = createExchange();
    const { b } = exchange;
    const submitted = await submit(exchange, { "private.urgency": EMERGENCY });
    exchange.intercept(() => Promise.reject(new TypeError("connection refused")));
    for (const time of ["2026-11-24T09:03:00Z", "2026-11-24T09:04:00Z"]) {
      exchange.setTime(time);
      await b.gateway.sender.deliverDue();
    }
    const alarms = b.log.filter(({ event }) => event === "emergencyUndelivered");
    const code = "GATEWAY_PEER_UNREACHABLE";
    expect(alarms).toEqual([
      { event: "emergencyUndelivered", ref: submitted.digest, code, peer: NGO_C },
    ]);
  });

  it("raises it also where its sender dies as soon as the message has expired", async () => {
    const reach = (point: string): void => {
      if (point === "outbox.after-expiry") throw new Error("killed");
    };
    const exchange = createExchange({ options: { reach } });
    const { b } = exchange;
    const { digest } = await submit(exchange, { "private.urgency": EMERGENCY });
    exchange.setTime("2026-12-09T09:02:00Z");
    await expect(b.gateway.sender.deliverDue()).rejects.toThrow();
    await b.gateway.maintain();
    const alarms = b.log.filter(({ event }) => event === "emergencyUndelivered");
    expect(alarms).toMatchObject([{ ref: digest, code: "expired", peer: NGO_C }]);
  });
});

/** Posts NGO-B's message with another private part, properly signed and written. */
async function deliver(
  exchange: TestExchange,
  change: (hidden: Record<string, unknown>) => object,
  before: (digest: string) => Promise<void> = async () => {},
): Promise<Response> {
  const { sdJwt, build, pack } = await createForge(exchange);
  const disclosed = sdJwt
    .split("~")
    .slice(1, -1)
    .map((text) => (JSON.parse(decodeBase64urlText(text)) as unknown[]).slice(1));
  const remake = (make: Make): readonly string[] => {
    const digests = disclosed.map((parts) =>
      parts[0] === "private"
        ? make("private", JSON.parse(canonicalJson(change(parts[1] as Record<string, unknown>))))
        : make(...parts),
    );
    // The last two are body and private.
    return digests.slice(-2).sort();
  };
  const remade = build(remake);
  await before(sha256Base64url(encodeUtf8(remade.split("~")[0] ?? "")));
  return postPackage(exchange, pack(remade));
}

function quarantine({ c }: TestExchange) {
  return readQuarantine(c);
}

async function submit({ b }: TestExchange, hidden: object): Promise<{ digest: string }> {
  const draft = { ...requestS011(), private: hidden };
  const { status, json } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  expect([status, json.code]).toEqual([201, undefined]);
  return json;
}

/** Sends a sound message with these members of the private part, which is accepted. */
async function send(exchange: TestExchange, hidden: object): Promise<void> {
  await submit(exchange, hidden);
  const before = (await inside(exchange.c.store).inbox.counts()).inbox;
  await exchange.settle();
  expect((await inside(exchange.c.store).inbox.counts()).inbox).toBeGreaterThan(before);
}

const withoutNecessity = ({ necessity: _, ...hidden }: Record<string, unknown>): object => ({
  ...hidden,
  urgency: EMERGENCY,
});

function urgent({ sdJwt }: Pick<Forge, "sdJwt">): Record<string, unknown> {
  const parts = sdJwt
    .split("~")
    .slice(1, -1)
    .map((text) => JSON.parse(decodeBase64urlText(text)));
  const [, , hidden] = parts.find(([, name]) => name === "private") ?? [];
  return { ...hidden, urgency: EMERGENCY };
}

/** The message with other claims, and an urgent private part, signed. */
function withClaims(forge: Pick<Forge, "sdJwt" | "buildWith">, claims: object): string {
  return forge.buildWith(claims, (make) => [make("private", urgent(forge)), make("body", {})]);
}

const EMERGENCY = { level: "emergency", ground: "threatToLife" };
