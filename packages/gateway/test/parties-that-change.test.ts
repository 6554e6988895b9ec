/** Agencies that leave the federation or become another, agreements and consents that end, while messages wait. */
import { createSigner, generateSigningKey, publicJwk } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { correctionOf, NEED, refer, valueFor } from "./correcting.ts";
import { createFederation, type RegistryFile } from "./federation.ts";
import { sendAsPartner } from "./hostile-partner.ts";
import { inside } from "./inside.ts";
import { NRM_D, withTwin } from "./two-recipients.ts";
import { withdraw } from "./withdrawing.ts";
import { createExchange, NGO_B, NGO_C, requestS011, type TestExchange } from "./world.ts";

const OFFICER = { id: "staff-0042", assurance: 2 };
const KEY = { "idempotency-key": "case-17-withdrawal-1" };
const LEFT_AT = "2026-11-20T00:00:00Z";

describe("what is dated before its sender changed", () => {
  it.each([
    ["left the federation", {}, [403, "TRUST_AGENCY_UNKNOWN"]],
    ["became of another type", { type: "hostingProvider" }, [422, "MESSAGE_REGISTRY_DIFFERS"]],
    ["moved to another State", { country: "XD" }, [422, "MESSAGE_REGISTRY_DIFFERS"]],
  ])("is not taken once that agency %s", async (_, becomes, expected) => {
    const exchange = createExchange();
    const dated = (createdAt: string, deliverBy: string) =>
      sendAsPartner(
        exchange,
        (draft) => ({
          ...draft,
          clear: { ...draft.clear, "env.createdAt": createdAt, "env.deliverBy": deliverBy },
        }),
        () => exchange.editRegistry(changes(NGO_B, becomes)),
      );
    const answer = await dated("2026-11-19T09:00:00Z", "2026-12-02T09:00:00Z");
    const { code } = (await answer.json()) as { code: string };
    expect([answer.status, code]).toEqual(expected);
  });
});

describe("what waits is not sent", () => {
  it.each([
    ["before its first attempt", false],
    ["after one that failed", true],
  ])("to a recipient that has left, %s", async (_, isTried) => {
    const exchange = createExchange();
    const digest = await submit(exchange);
    if (isTried) await fail(exchange);
    exchange.editRegistry(changes(NGO_C, {}));
    expect(await tried(exchange)).toEqual([]);
    expect(await errorOf(exchange, digest)).toBe("GATEWAY_RECIPIENT_UNKNOWN");
    const event = isTried ? "sending" : "queued";
    const told = { event, ref: digest, peer: NGO_C, code: "GATEWAY_RECIPIENT_UNKNOWN" };
    expect(exchange.b.log).toContainEqual(told);
    // It comes back, as after a mistake of the registry's authority.
    exchange.editRegistry(() => {});
    exchange.setTime("2026-11-26T09:02:00Z");
    await exchange.settle();
    expect(await stateOf(exchange, digest)).toBe("decided");
  });

  it("to a recipient that has left, and is as soon as the registry has it again", async () => {
    const exchange = createExchange();
    const digest = await submit(exchange);
    exchange.editRegistry(changes(NGO_C, {}));
    for (const time of ["2026-11-24T09:02:00Z", "2026-11-24T12:02:00Z", "2026-11-25T09:02:00Z"]) {
      exchange.setTime(time);
      expect(await tried(exchange)).toEqual([]);
    }
    expect(await errorOf(exchange, digest)).toBe("GATEWAY_RECIPIENT_UNKNOWN");
    exchange.editRegistry(() => {});
    await exchange.settle();
    expect(await stateOf(exchange, digest)).toBe("decided");
  });

  it.each([false, true])(
    "under an agreement that has ended (after a failure: %s)",
    async (isTried) => {
      const federation = createFederation();
      const short = federation.signTerms("AGR-ASSIST", { until: "2026-11-24" }, "NGO-B", "NGO-C");
      const exchange = createExchange({ federation, options: { agreements: [short] } });
      const digest = await submit(exchange);
      if (isTried) await fail(exchange);
      exchange.setTime("2026-11-26T09:02:00Z");
      expect(await tried(exchange)).toEqual([]);
      expect(await errorOf(exchange, digest)).toBe("GATEWAY_AGREEMENT_UNKNOWN");
    },
  );

  it("on a consent that has lapsed, and ends as expired", async () => {
    const exchange = createExchange();
    const digest = await submit(exchange, lapsing("2026-11-25T00:00:00Z"));
    await fail(exchange);
    exchange.setTime("2026-11-26T09:02:00Z");
    expect(await tried(exchange)).toEqual([]);
    expect(await errorOf(exchange, digest)).toBe("CONSENT_LAPSED");
    exchange.setTime("2026-12-09T09:02:00Z");
    expect(await tried(exchange)).toEqual([]);
    expect(await stateOf(exchange, digest)).toBe("expired");
  });
});

describe("a newer version of an agreement takes the place of the one before", () => {
  const held = (from: string) => {
    const federation = createFederation();
    const change = { version: "2.0", from, protocols: ["1.0" as const] };
    const newer = federation.signTerms("AGR-ASSIST", change, "NGO-B", "NGO-C");
    const agreements = [federation.agreement, newer];
    return createExchange({ federation, options: { agreements } });
  };

  it.each([
    ["the day before", "2026-11-23", [422, "MESSAGE_AGREEMENT_SUPERSEDED"]],
    ["that very day", "2026-11-24", [200, undefined]],
    ["the day after", "2026-11-25", [200, undefined]],
  ])("for a message that names that one, if it began %s", async (_, from, expected) => {
    const answer = await sendAsPartner(held(from), (draft) => draft);
    const { code } = (await answer.json()) as { code?: string };
    expect([answer.status, code]).toEqual(expected);
  });

  it("and is what this agency sends under", async () => {
    const exchange = held("2026-11-23");
    const { digest } = await refer(exchange);
    const { message } = (await exchange.b.show(digest)).json;
    expect(message.clear["env.agreementRef"].version).toBe("2.0");
    expect(await stateOf(exchange, digest)).toBe("decided");
  });
});

describe("a newer version of an agreement that leaves a party out", () => {
  const leavingOut = (...stay: ["NGO-B" | "NGO-C", "NRM-D"]) => {
    const twin = withTwin();
    const agreement = twin.sign("AGR-ASSIST", "NGO-B", "NGO-C", "NRM-D");
    const federation = { ...twin, agreement };
    const newer = twin.signTerms("AGR-ASSIST", { version: "2.0", from: "2026-11-23" }, ...stay);
    // Who is left out does not have the newer one.
    const own = { [stay[0]]: { agreements: [agreement, newer] } };
    return createExchange({ federation, options: { agreements: [agreement] }, own });
  };

  it("is what nothing is sent to that party under any more", async () => {
    const { b } = leavingOut("NGO-B", "NRM-D");
    const { status, json } = await b.call("POST", "/v1/messages", {
      ...{ draft: requestS011(), mode: "minimise" },
    });
    expect([status, json.code]).toEqual([422, "GATEWAY_AGREEMENT_UNKNOWN"]);
    const { entries } = (await b.call("GET", "/v1/partners")).json;
    const shared = entries.map(({ entity, agreements }: Record<string, unknown>) => [
      entity,
      agreements,
    ]);
    expect(shared).toContainEqual([NGO_C, []]);
    expect(shared).toContainEqual([NRM_D, ["AGR-ASSIST"]]);
  });

  it("holds back what waits for that party, and what it says to have lost", async () => {
    const twin = withTwin();
    const agreement = twin.sign("AGR-ASSIST", "NGO-B", "NGO-C", "NRM-D");
    const change = { version: "2.0", from: "2026-11-25" };
    const newer = twin.signTerms("AGR-ASSIST", change, "NGO-B", "NRM-D");
    const own = { "NGO-B": { agreements: [agreement, newer] } };
    const options = { agreements: [agreement] };
    const exchange = createExchange({ federation: { ...twin, agreement }, options, own });
    const lost = await refer(exchange);
    const digest = await submit(exchange);
    await fail(exchange);
    exchange.setTime("2026-11-26T09:02:00Z");
    expect(await tried(exchange)).toEqual([]);
    expect(await errorOf(exchange, digest)).toBe("GATEWAY_AGREEMENT_UNKNOWN");
    const again = await exchange.b.call("POST", `/v1/messages/${lost.digest}/resend`, {});
    expect(again.json).toMatchObject({ outcome: "notSent", code: "GATEWAY_AGREEMENT_UNKNOWN" });
  });

  it("is why nothing of that party is taken", async () => {
    const answer = await sendAsPartner(leavingOut("NGO-C", "NRM-D"), (draft) => draft);
    const { code } = (await answer.json()) as { code?: string };
    expect([answer.status, code]).toEqual([422, "MESSAGE_AGREEMENT_SUPERSEDED"]);
  });
});

describe("what the parties owe each other outlives their agreement", () => {
  const ENDED = [
    ["has ended", () => createExchange(endingSoon())],
    ["was signed with a key that has ended", () => createExchange({ federation: rolling() })],
  ] as const;

  it.each(ENDED)(
    "a withdrawn consent has both sides erase under one that %s",
    async (_, create) => {
      const exchange = create();
      const sent = await refer(exchange);
      exchange.setTime("2026-11-26T09:02:00Z");
      // With a new registry the agreements are verified again.
      exchange.editRegistry(() => {});
      const anew = await exchange.b.call("POST", "/v1/messages", {
        draft: requestS011(),
        mode: "minimise",
      });
      expect([anew.status, anew.json.code]).toEqual([422, "GATEWAY_AGREEMENT_UNKNOWN"]);
      expect((await withdraw(exchange, sent)).status).toBe(201);
      await exchange.settle();
      for (const store of [exchange.b.store, exchange.c.store]) {
        const { inbox, outbox } = inside(store);
        const row =
          (await outbox.findByDigest(sent.digest)) ?? (await inbox.findByDigest(sent.digest));
        expect([row?.content, row?.erasedAt]).toEqual([undefined, expect.any(String)]);
      }
      const { certificate } = await shown(exchange, sent.digest);
      expect(certificate).toEqual(expect.any(String));
    },
  );

  it.each(ENDED)("an officer has what was wrong erased under one that %s", async (_, create) => {
    const exchange = create();
    const sent = await refer(exchange);
    exchange.setTime("2026-11-26T09:02:00Z");
    exchange.editRegistry(() => {});
    const path = `/v1/messages/${sent.digest}/corrections`;
    const correction = (action: string, reason: string) =>
      exchange.b.call("POST", path, {
        ...{ action, reason, changes: [{ path: `${NEED}/need.services` }] },
        officer: { id: "staff-0042", assurance: 2 },
      });
    const restricted = await correction("restrict", "contested");
    expect([restricted.status, restricted.json.code]).toEqual([422, "GATEWAY_AGREEMENT_UNKNOWN"]);
    const { status, json } = await correction("erase", "unlawful");
    expect([status, json.code]).toEqual([201, undefined]);
    await exchange.settle();
    const row = await inside(exchange.c.store).inbox.findByDigest(sent.digest);
    expect([row?.content, row?.erasedAt]).toEqual([undefined, expect.any(String)]);
  });

  it("but no correction that gives values is taken then", async () => {
    const exchange = createExchange(endingSoon());
    const sent = await refer(exchange);
    const body = valueFor(sent, `${NEED}/need.services`, ["legalAdvice"]);
    const draft = await correctionOf(exchange.b, sent, body);
    await exchange.b.call("POST", "/v1/messages", { draft, mode: "asIs" });
    exchange.setTime("2026-11-26T09:02:00Z");
    expect(await tried(exchange)).toEqual([]);
  });
});

describe("a consent on which several recipients got something", () => {
  it("is withdrawn from the others where one of them has left, and a person tells that one", async () => {
    const federation = withTwin();
    const agreements = [federation.agreement, federation.sign("AGR-ASSIST", "NGO-B", "NRM-D")];
    const exchange = createExchange({ federation, options: { agreements } });
    const { b, c } = exchange;
    const gone = await submit(exchange, consentedFor(NRM_D));
    const other = await submit(exchange, consentedFor(NGO_C));
    await exchange.settle();
    // NRM-D has no gateway in these tests.
    const { id = "" } = (await inside(b.store).outbox.findByDigest(gone)) ?? {};
    await inside(b.store).outbox.change(id, { state: "sending" });
    await inside(b.store).outbox.change(id, { state: "decided" });
    exchange.editRegistry(changes(NRM_D, {}));
    const withdrawing = () =>
      b.call("POST", "/v1/withdrawals", { consentRef: REF, officer: OFFICER }, KEY);
    const { status, json } = await withdrawing();
    expect([status, json.untold]).toEqual([201, [gone]]);
    await exchange.settle();
    const again = await withdrawing();
    expect([again.json.digest, again.json.untold]).toEqual([json.digest, [gone]]);
    expect((await inside(c.store).inbox.findByDigest(other))?.content).toBeUndefined();
    expect(await shown(exchange, gone)).toMatchObject({
      ...{ erasureRequested: true, erasureUnheard: true },
    });
    const alarm = { event: "erasureUntold", ref: gone, peer: NRM_D, code: "unwritten" };
    expect(b.log).toContainEqual(alarm);
    // Its own copy is held no longer than for any that is not certified.
    exchange.setTime("2026-12-01T09:02:00Z");
    await b.gateway.maintain();
    expect((await inside(b.store).outbox.findByDigest(gone))?.content).toBeUndefined();
  });

  it.each(["digest", "consentRef"])(
    "is withdrawn by its %s where none of them can be told, and a person tells them",
    async (by) => {
      const exchange = createExchange();
      const { b } = exchange;
      const digest = await submit(exchange);
      await exchange.settle();
      const row = await inside(b.store).outbox.findByDigest(digest);
      const [consentRef] = row?.content?.message.private["private.consentRefs"] ?? [];
      const about = by === "digest" ? { digest } : { consentRef };
      const withdrawing = () =>
        b.call("POST", "/v1/withdrawals", { ...about, officer: OFFICER }, KEY);
      exchange.editRegistry(changes(NGO_C, {}));
      const expected = [201, { id: row?.id, digest, state: "decided", untold: [digest] }];
      for (const _ of ["first", "again"]) {
        const { status, json } = await withdrawing();
        expect([status, json]).toEqual(expected);
      }
      await exchange.settle();
      expect(await shown(exchange, digest)).toMatchObject({
        ...{ erasureRequested: true, erasureUnheard: true },
      });
      const alarm = { event: "erasureUntold", ref: digest, peer: NGO_C, code: "unwritten" };
      expect(b.log.filter(({ event }) => event === alarm.event)).toEqual([alarm]);
      exchange.setTime("2026-12-01T09:02:00Z");
      await b.gateway.maintain();
      expect((await inside(b.store).outbox.findByDigest(digest))?.content).toBeUndefined();
      // Its recipient is asked for it once it is back, also then.
      exchange.editRegistry(() => {});
      const { json } = await b.call("POST", "/v1/withdrawals", { ...about, officer: OFFICER });
      expect(json.untold).toBeUndefined();
      await exchange.settle();
      expect((await inside(exchange.c.store).inbox.findByDigest(digest))?.content).toBeUndefined();
    },
  );

  it.each([
    ["is withdrawn from the others where one agreement is held no more", [NRM_D, NGO_C], 201],
    ["is not withdrawn where the only agreement is held no more", [NRM_D], 422],
  ])("%s", async (_, recipients, expected) => {
    const federation = withTwin();
    const withD = federation.sign("AGR-ASSIST", "NGO-B", "NRM-D");
    let agreements = [federation.agreement, withD];
    const exchange = createExchange({ federation, options: { agreements: () => agreements } });
    const { b } = exchange;
    const digests: string[] = [];
    for (const recipient of recipients) {
      digests.push(await submit(exchange, consentedFor(recipient)));
    }
    await exchange.settle();
    const [atD = ""] = digests;
    // NRM-D has no gateway in these tests.
    const { id = "" } = (await inside(b.store).outbox.findByDigest(atD)) ?? {};
    await inside(b.store).outbox.change(id, { state: "sending" });
    await inside(b.store).outbox.change(id, { state: "decided" });
    agreements = [federation.agreement];
    const { status, json } = await b.call("POST", "/v1/withdrawals", {
      ...{ consentRef: REF, officer: OFFICER },
    });
    const isDone = expected === 201;
    expect([status, json.untold, json.code]).toEqual([
      ...[expected, isDone ? [atD] : undefined],
      isDone ? undefined : "GATEWAY_AGREEMENT_UNKNOWN",
    ]);
    expect(await shown(exchange, atD)).toMatchObject({ erasureRequested: isDone });
  });

  it("is not withdrawn while it is this agency that the registry does not have", async () => {
    const exchange = createExchange();
    const digest = await submit(exchange);
    await exchange.settle();
    exchange.editRegistry(changes(NGO_B, {}));
    const request = { digest, officer: OFFICER };
    const { status, json } = await exchange.b.call("POST", "/v1/withdrawals", request);
    expect([status, json.code]).toEqual([403, "TRUST_AGENCY_UNKNOWN"]);
    expect(await shown(exchange, digest)).toMatchObject({ erasureRequested: false });
  });
});

const REF = "HN-LG3fF5cxcTcDCGUe85g";

/** A draft on the consent that is known by {@link REF}. */
function consentedFor(recipient: string): object {
  const { consents, ...request } = requestS011();
  return {
    ...{ ...request, recipient },
    consents: consents?.map((one) => ({
      ...{ ...one, ref: REF, record: { ...one.record, recipients: [recipient] } },
    })),
  };
}

/** An agreement that ends on the 25th. */
function endingSoon() {
  const federation = createFederation();
  const short = federation.signTerms("AGR-ASSIST", { until: "2026-11-25" }, "NGO-B", "NGO-C");
  return { federation, options: { agreements: [short] } };
}

/** NGO-C signs with a new key, and its old one, which has signed the agreement, ends on the 25th. */
function rolling(): ReturnType<typeof createFederation> {
  const federation = createFederation();
  const key = generateSigningKey("Ed25519");
  const registryFile: typeof federation.registryFile = (endpoints) => {
    const file = federation.registryFile(endpoints);
    for (const { entity, keys } of file.agencies) {
      if (entity !== NGO_C) continue;
      Object.assign(keys[0] ?? {}, { until: "2026-11-25T00:00:00Z" });
      (keys as unknown as object[]).push({
        jwk: publicJwk(key),
        from: "2026-01-01T00:00:00Z",
        status: "active",
      });
    }
    return file;
  };
  const signers = { ...federation.signers, "NGO-C": createSigner(key) };
  return { ...federation, signers, registryFile };
}

/** Ends what an agency is, and has it be something else from then on, or nothing. */
const changes =
  (entity: string, becomes: object) =>
  ({ agencies }: RegistryFile): void => {
    const { facts } = agencies.find((one) => one.entity === entity) as unknown as {
      facts: { from: string; until?: string }[];
    };
    const [before] = facts;
    if (before === undefined) throw new TypeError("an agency without facts");
    if (Object.keys(becomes).length > 0) facts.push({ ...before, from: LEFT_AT, ...becomes });
    before.until = LEFT_AT;
  };

/** S01.1 on a consent that ends. */
function lapsing(validUntil: string) {
  const draft = requestS011();
  const consents = draft.consents?.map((one) => ({
    ...one,
    record: { ...one.record, validUntil },
  }));
  return { ...draft, consents };
}

async function submit({ b }: TestExchange, draft: object = requestS011()): Promise<string> {
  const { status, json } = await b.call("POST", "/v1/messages", { draft, mode: "minimise" });
  expect(status).toBe(201);
  return json.digest;
}

/** Tries to deliver to a recipient that cannot. */
async function fail(exchange: TestExchange): Promise<void> {
  exchange.intercept(async ({ method }) =>
    method === "POST" ? new Response("", { status: 500 }) : undefined,
  );
  await exchange.b.gateway.sender.deliverDue();
  exchange.intercept(() => undefined);
  exchange.setTime("2026-11-24T11:02:00Z");
}

/** Tries to deliver what is due. Returns what was asked of the recipient. */
async function tried(exchange: TestExchange): Promise<readonly string[]> {
  const asked: string[] = [];
  exchange.intercept(({ method, url }) => {
    asked.push(`${method} ${url}`);
    return undefined;
  });
  await exchange.b.gateway.sender.deliverDue();
  exchange.intercept(() => undefined);
  return asked;
}

const shown = async ({ b }: TestExchange, digest: string) =>
  (await b.call("GET", `/v1/messages/${digest}`)).json;
const errorOf = async (exchange: TestExchange, digest: string) =>
  (await shown(exchange, digest)).lastError;
const stateOf = async (exchange: TestExchange, digest: string) =>
  (await shown(exchange, digest)).state;
