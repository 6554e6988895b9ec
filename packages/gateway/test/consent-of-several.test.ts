import { describe, expect, it } from "vitest";
import { changes, shown, submit } from "./changing-parties.ts";
import { inside } from "./inside.ts";
import { NRM_D, withTwin } from "./two-recipients.ts";
import { createExchange, NGO_B, NGO_C, requestS011, type TestExchange } from "./world.ts";

const OFFICER = { id: "staff-0042", assurance: 2 };
const KEY = { "idempotency-key": "case-17-withdrawal-1" };

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
    await expectUntold(exchange, gone, NRM_D);
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

  it("is withdrawn by an agency that has left itself, and a person tells its recipient", async () => {
    const exchange = createExchange();
    const { b, c } = exchange;
    const digest = await submit(exchange);
    await exchange.settle();
    exchange.editRegistry(changes(NGO_B, {}));
    const request = { digest, officer: OFFICER };
    const { json: reach } = await b.call("POST", "/v1/withdrawals/preview", request);
    expect(reach).toMatchObject({
      ...{ messages: 1, recipients: [] },
      untold: [{ recipient: NGO_C, messages: 1 }],
    });
    const { status, json } = await b.call("POST", "/v1/withdrawals", request);
    expect([status, json.untold]).toEqual([201, [digest]]);
    await expectUntold(exchange, digest, NGO_C);
    // It was suspended only: its recipient is asked once it is back.
    exchange.editRegistry(() => {});
    await b.call("POST", "/v1/withdrawals", request);
    await exchange.settle();
    expect((await inside(c.store).inbox.findByDigest(digest))?.content).toBeUndefined();
  });

  it("is not withdrawn while it is this agency that the registry does not have", async () => {
    const exchange = createExchange();
    const digest = await submit(exchange);
    await exchange.settle();
    // It may be the wrong registry: no entry of this agency is in it, not even one that has ended.
    exchange.editRegistry((file) => {
      const others = file.agencies.filter(({ entity }) => entity !== NGO_B);
      Object.assign(file, { agencies: others });
    });
    const request = { digest, officer: OFFICER };
    const { status, json } = await exchange.b.call("POST", "/v1/withdrawals", request);
    expect([status, json.code]).toEqual([422, "GATEWAY_AGREEMENT_UNKNOWN"]);
    expect(await shown(exchange, digest)).toMatchObject({ erasureRequested: false });
  });
});

/** Expects that a person is to tell the recipient of a message, and that the agency's own copy is erased after a week. */
async function expectUntold(exchange: TestExchange, ref: string, peer: string): Promise<void> {
  const { b } = exchange;
  expect(await shown(exchange, ref)).toMatchObject({
    ...{ erasureRequested: true, erasureUnheard: true },
  });
  expect(b.log).toContainEqual({ event: "erasureUntold", ref, peer, code: "unwritten" });
  // As for any that is not certified.
  exchange.setTime("2026-12-01T09:02:00Z");
  await b.gateway.maintain();
  expect((await inside(b.store).outbox.findByDigest(ref))?.content).toBeUndefined();
}

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
