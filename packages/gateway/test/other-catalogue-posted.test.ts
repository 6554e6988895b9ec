import type { OutboxRow } from "@safepassage/agency";
import { sha256Base64url } from "@safepassage/core";
import { issueDecidedReceipt, issueDeliveredReceipt, issueRefusal } from "@safepassage/message";
import { describe, expect, it } from "vitest";
import { countInbox, keepPosts, received_, rowOf, submit } from "./catalogue-world.ts";
import { createUpgraded, posted, type Upgraded } from "./earlier.ts";
import { NGO_B, NGO_C } from "./federation.ts";
import { eventsOf, inside } from "./inside.ts";
import { withdraw } from "./withdrawing.ts";
import { NOW } from "./world.ts";

describe("a message that was on its way under an earlier catalogue", () => {
  it("goes as the same octets first, and is signed again once its recipient has refused them", async () => {
    const exchange = createUpgraded();
    const { id, digest } = await submit(exchange);
    const sealed = await posted(exchange, id);
    const bodies = keepPosts(exchange);
    await exchange.settle();
    expect(bodies[0]).toBe(sealed);
    expect(bodies).toHaveLength(2);
    const before = await rowOf(exchange, digest);
    expect(before).toMatchObject({ state: "replaced", posted: true });
    expect(before.receipts).toHaveLength(1);
    const { replacedBy } = (await exchange.b.show(digest)).json;
    expect(await rowOf(exchange, replacedBy)).toMatchObject({ state: "decided" });
    expect(await received_(exchange)).toMatchObject([{ digest: replacedBy }]);
    expect(await countInbox(exchange)).toBe(1);
  });

  it("is not signed again if its recipient has taken it", async () => {
    const exchange = createUpgraded();
    const { id, digest } = await submit(exchange);
    await posted(exchange, id);
    const row = await rowOf(exchange, digest);
    exchange.intercept((request) =>
      request.method === "POST" ? answer(receipts(exchange, row)) : undefined,
    );
    await exchange.settle();
    expect(await rowOf(exchange, digest)).toMatchObject({ state: "decided" });
    expect(await eventsOf(exchange.b.store, "replacedBy")).toEqual([]);
  });

  it.each(["decided", "delivered"] as const)(
    "never counts as %s after another one went in its place",
    async (kind) => {
      const exchange = createUpgraded();
      const { id, digest } = await submit(exchange);
      await posted(exchange, id);
      await exchange.settle();
      const row = await rowOf(exchange, digest);
      const [receipt = ""] = receipts(exchange, row, kind);
      const late = await exchange.b.gateway.fetch(
        new Request("http://b.test/receipts", {
          method: "POST",
          headers: { "content-type": "application/jwt" },
          body: receipt,
        }),
      );
      expect(late.status).toBe(409);
      expect(await rowOf(exchange, digest)).toMatchObject({
        state: "replaced",
        receipts: row.receipts,
      });
      expect(await eventsOf(exchange.b.store, "receiptsContradict")).toMatchObject([
        { ref: digest, code: "GATEWAY_RECEIPTS_CONTRADICT" },
      ]);
    },
  );

  it("is named beside its stand-in when the consent is withdrawn, by either digest", async () => {
    const exchange = createUpgraded();
    const first = await submit(exchange);
    await posted(exchange, first.id);
    await exchange.settle();
    exchange.version.isEarlier = false;
    const { replacedBy } = (await exchange.b.show(first.digest)).json;
    const { status, json } = await withdraw(exchange, first);
    expect(status).toBe(201);
    const correction = await rowOf(exchange, json.digest);
    const named = Object.values(correction.content?.message.body ?? {}).flatMap(({ leaves }) =>
      leaves.flatMap(({ f, v }) =>
        f === "correction.target" ? [(v as { readonly message: string }).message] : [],
      ),
    );
    expect(named.toSorted()).toEqual([first.digest, replacedBy].toSorted());
    await exchange.settle();
    expect((await rowOf(exchange, replacedBy)).certificate).toBeDefined();
    expect((await rowOf(exchange, replacedBy)).content).toBeUndefined();
    expect((await rowOf(exchange, first.digest)).content).toBeUndefined();
    expect((await received_(exchange))[0]?.content).toBeUndefined();
  });
});

describe("a sender whose recipient has another catalogue", () => {
  it("is told so, tries with growing pauses, signs nothing again, and stops at the deadline", async () => {
    const exchange = createUpgraded();
    exchange.version.isEarlier = false;
    const { id, digest, deliverBy } = await submit(exchange);
    exchange.intercept((request) => {
      if (request.method !== "POST") return undefined;
      return request.text().then((sealed) => refused(exchange, sealed));
    });
    const pauses: number[] = [];
    for (let round = 0; round < 5; round++) {
      expect(await exchange.b.gateway.sender.deliverDue()).toBe(1);
      const row = await rowOf(exchange, digest);
      expect(row).toMatchObject({ state: "sending", lastError: "GATEWAY_PROFILE_DIFFERS" });
      pauses.push(row.nextAttempt - row.pausedAt);
      expect(await exchange.b.gateway.sender.deliverDue()).toBe(0);
      exchange.setTime(`${new Date(row.nextAttempt).toISOString().slice(0, 19)}Z`);
      exchange.setTime(`${new Date(row.nextAttempt + 999).toISOString().slice(0, 19)}Z`);
    }
    expect(pauses).toEqual([750, 1500, 3000, 6000, 12_000]);
    expect(exchange.b.log).toContainEqual({
      ...{ event: "sending", ref: digest, peer: NGO_C, code: "GATEWAY_PROFILE_DIFFERS" },
    });
    exchange.setTime(deliverBy);
    await exchange.b.gateway.sender.deliverDue();
    expect(await inside(exchange.b.store).outbox.find(id)).toMatchObject({
      state: "expired",
      lastError: "GATEWAY_PROFILE_DIFFERS",
    });
    expect(await eventsOf(exchange.b.store, "replacedBy")).toEqual([]);
  });
});

const answer = async (given: readonly string[]): Promise<Response> =>
  Response.json({ receipts: given });

function receipts(
  { federation }: Upgraded,
  { digest, sdHash, resolved }: OutboxRow,
  kind: "delivered" | "decided" = "decided",
): readonly string[] {
  const clock = { now: () => new Date(NOW) };
  const options = { self: NGO_C, to: NGO_B, signer: federation.signers["NGO-C"], clock };
  const decision = { verdict: "accept", tier: "state", findings: [], decidedBy: "rules" } as const;
  const message = { digest, sdHash, resolved };
  if (kind === "delivered") return [issueDeliveredReceipt(message, options)];
  return [issueDecidedReceipt(message, decision, options)];
}

function refused({ federation }: Upgraded, sealed: string): Response {
  const said = { sealed: sha256Base64url(sealed), code: "MESSAGE_PROFILE_UNSUPPORTED" };
  const clock = { now: () => new Date(NOW) };
  const signer = federation.signers["NGO-C"];
  const receipt = issueRefusal(said, { self: NGO_C, signer, clock });
  return Response.json({ title: "refused", receipt }, { status: 422 });
}
