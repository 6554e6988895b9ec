import { verifyCertificate } from "@safepassage/message";
import { describe, expect, it } from "vitest";
import { referral, withdraw } from "./erasing.ts";
import { NGO_B, NGO_C } from "./federation.ts";
import { countReplies, eventsOf, inside } from "./inside.ts";
import { messageOf } from "./withdrawing.ts";
import { createExchange } from "./world.ts";

describe("a withdrawn consent", () => {
  it("is answered with a certificate that names what was destroyed", async () => {
    const exchange = createExchange();
    const { b, c, settle } = exchange;
    const sent = await referral(exchange);
    const resolved = (await inside(c.store).inbox.find(NGO_B, sent.id))?.resolved;
    await withdraw(exchange, sent.id);
    await settle();

    const certificateDigest = (await inside(b.store).outbox.find(sent.id))?.certificate ?? "";
    const certificate = await inside(b.store).inbox.findByDigest(certificateDigest);
    expect(certificate).toMatchObject({ messageType: "erasureCertificate", sender: NGO_C });
    const message = messageOf(certificate);
    expect(message.clear["env.legalBasis"]).toEqual(["GDPR#17"]);
    const leaves = Object.values(message.body).flatMap((group) => group.leaves);
    const valuesOf = (field: string) => leaves.flatMap(({ f, v }) => (f === field ? [v] : []));
    expect(valuesOf("erasure.messageDigest")).toEqual([sent.digest]);
    expect(valuesOf("erasure.disclosures").sort()).toEqual(resolved?.toSorted());
    expect(valuesOf("erasure.method")).toEqual(["overwritten"]);
    expect(valuesOf("erasure.backupHorizon")).toEqual(["2026-12-25"]);
    expect(valuesOf("erasure.exception")).toEqual(["none"]);
  });

  it("is certified for as long as evidence is kept, though the certificate is erased like any message", async () => {
    const exchange = createExchange();
    const { b, c, settle, registry } = exchange;
    const sent = await referral(exchange);
    await withdraw(exchange, sent.id);
    await settle();
    const digest = (await inside(b.store).outbox.find(sent.id))?.certificate ?? "";
    const before = messageOf(await inside(b.store).inbox.findByDigest(digest));
    exchange.setTime("2026-12-25T09:00:00Z");
    for (const { gateway } of [b, c]) await gateway.maintain();
    expect((await inside(b.store).inbox.findByDigest(digest))?.content).toBeUndefined();
    expect((await inside(c.store).outbox.findByDigest(digest))?.content).toBeUndefined();
    for (const { call } of [b, c]) {
      const { json } = await call("GET", `/v1/messages/${digest}/evidence`);
      const certificate = verifyCertificate(json.sdJwt, registry);
      expect([certificate.digest, certificate.body]).toEqual([digest, before.body]);
      // The ids of the exchange and of the officer are gone with the content.
      const readable = json.sdJwt.split(/[~.]/).map(decoded).join(" ");
      expect(readable).toContain(sent.digest);
      const { private: hidden } = before;
      for (const id of [hidden["private.exchangeId"], hidden["private.officerRef"]]) {
        expect(readable).not.toContain(id);
      }
      const other = await call("GET", `/v1/messages/${sent.digest}/evidence`);
      expect(other.json).not.toHaveProperty("sdJwt");
    }
  });

  it("is certified later where its sender is in no registry at that moment, and erased at once", async () => {
    const exchange = createExchange();
    const { b, c, settle } = exchange;
    const sent = await referral(exchange);
    await withdraw(exchange, sent.id);
    await b.gateway.sender.deliverDue();
    exchange.editRegistry((file) => {
      const others = file.agencies.filter(({ entity }) => entity !== NGO_B);
      Object.assign(file, { agencies: others });
    });
    const { inbox } = inside(c.store);
    for (const time of ["2026-11-24T09:02:00Z", "2026-11-24T09:03:00Z"]) {
      exchange.setTime(time);
      await c.gateway.sender.deliverDue();
      expect(await countReplies(c.store)).toBe(1);
      expect(await eventsOf(c.store, "certificateFailed")).toMatchObject([{ ref: sent.digest }]);
    }
    expect((await inbox.find(NGO_B, sent.id))?.content).toBeUndefined();

    exchange.editRegistry(() => {});
    exchange.setTime("2026-11-24T09:10:00Z");
    await settle();
    expect(await countReplies(c.store)).toBe(0);
    expect((await inside(b.store).outbox.find(sent.id))?.certificate).toBeDefined();
  });
});

const decoded = (part: string): string => Buffer.from(part, "base64url").toString();
