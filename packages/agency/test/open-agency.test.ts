import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createFixedClock } from "@safepassage/core";
import type { Body } from "@safepassage/schema";
import { vitalRequest } from "@safepassage/testing/draft-request";
import { describe, expect, it } from "vitest";
import { type Agency, openAgency } from "../src/node.ts";
import type { DraftRequest } from "../src/send/draft/draft-request.ts";
import { inDays, openBoth, signedAt } from "./open-both.ts";

describe("an open agency", () => {
  it("prepares, sends, is told the verdict, and the recipient reads the message", async () => {
    const { b, c, close } = await openBoth();
    const plan = await b.prepare(vitalRequest());
    expect(plan).not.toHaveProperty("rehearsed");
    expect([plan.maySend, plan.explain()]).toEqual([true, ""]);
    const sent = await b.send(plan, c);
    expect(sent).toMatchObject({ state: "decided", verdict: "accept" });
    expect(sent.receipts).toHaveLength(2);
    const read = await c.read(sent.digest);
    const fields = (body: Body = {}) =>
      Object.values(body)
        .flatMap(({ leaves }) => leaves.map(({ f }) => f))
        .sort();
    expect(fields(read?.message?.body)).toEqual(fields(plan.draft.body));
    await close();
  });

  it("records a review, shows it, and says when it cannot keep the message", async () => {
    const { b, c, close } = await openBoth();
    const sent = await b.send(await b.prepare(vitalRequest()), c);
    const officer = { id: "staff-0042", assurance: 2 };
    const { digest } = sent;
    expect(await c.review({ digest, outcome: "keep", officer })).toMatchObject({ digest });
    expect((await c.read(digest))?.reviews).toMatchObject([{ outcome: "keep" }]);
    const keep = (until: string) =>
      c.review({ digest, outcome: "keep", officer, until, ground: "evidence" });
    const later = inDays(40).slice(0, 10);
    expect(await keep(later)).toEqual({ digest, eraseBy: later, restricted: "evidence" });
    expect((await c.read(digest))?.restricted).toBe("evidence");
    // Longer than the purpose permits.
    await expect(keep(inDays(400).slice(0, 10))).rejects.toMatchObject({
      code: "GATEWAY_REVIEW_IMPOSSIBLE",
    });
    expect(await c.review({ digest, outcome: "erase", officer })).toEqual({ digest });
    expect(await c.read(digest)).toBeUndefined();
    await close();
  });

  it("keeps in its outbox what it cannot deliver, and delivers it later", async () => {
    const { b, c, close } = await openBoth();
    const sent = await b.send(await b.prepare(vitalRequest()));
    expect(sent).toMatchObject({ state: "queued", error: "GATEWAY_RECIPIENT_UNKNOWN" });
    // A partner that is not the recipient gets nothing.
    expect(await b.deliver(b)).toEqual([]);
    await b.close();
    const later = await openAgency(b.folder, { clock: createFixedClock(inDays(1 / 1440)) });
    expect(await later.deliver(c)).toMatchObject([{ state: "decided", verdict: "accept" }]);
    await later.close();
    await close();
  });

  it("says of each find that stands in the way what to do, and sends nothing", async () => {
    const { b, c, close } = await openBoth();
    const told = {
      ...vitalRequest(),
      legalBases: ["LED#12"],
      clear: { "env.handling.tlp": "TLP:CLEAR" },
    };
    const plan = await b.prepare(told as DraftRequest);
    expect(plan.maySend).toBe(false);
    const errors = plan.judgement.findings.filter(({ severity }) => severity === "error");
    expect(errors.map(({ rule }) => rule)).toContain("R04");
    expect(plan.explain().split("\n")).toEqual(
      errors.map(({ rule, sentence, fix }) => `${rule}: ${sentence} ${fix}`),
    );
    await expect(b.send(plan, c)).rejects.toMatchObject({ code: "GATEWAY_DRAFT_REFUSED" });
    expect(await b.deliver(c)).toEqual([]);
    await close();
  });

  it("tries each message that is due, though a failure of its own meets one", async () => {
    const { b, c, close } = await openBoth();
    for (let turn = 0; turn < 3; turn++) await b.send(await b.prepare(vitalRequest()));
    await b.close();
    const later = await openAgency(b.folder, { clock: createFixedClock(inDays(1 / 1440)) });
    let turn = 0;
    const failing: Agency = {
      ...c,
      async take(sealed) {
        if (turn++ === 1) throw new TypeError("a bug");
        return c.take(sealed);
      },
    };
    const error = await later.deliver(failing).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ errors: [{ message: "a bug" }] });
    const minute = createFixedClock(inDays(2 / 1440));
    await later.close();
    const last = await openAgency(b.folder, { clock: minute });
    expect(await last.deliver(c)).toMatchObject([{ state: "decided", verdict: "accept" }]);
    await last.close();
    await close();
  });

  it("takes no registry that is older than one it has used", async () => {
    const { b, folder, close } = await openBoth();
    const path = join(folder, "registry", "registry.jwt");
    const before = readFileSync(path, "utf8");
    writeFileSync(path, signedAt(folder, inDays(1)));
    await close();
    const clock = createFixedClock(inDays(2));
    await (await openAgency(b.folder, { clock })).close();
    writeFileSync(path, before);
    await expect(openAgency(b.folder, { clock })).rejects.toMatchObject({
      code: "TRUST_REGISTRY_OUTDATED",
    });
    // After any failure, the folder is free again.
    writeFileSync(path, signedAt(folder, inDays(1)));
    await (await openAgency(b.folder, { clock })).close();
  });

  it("closes when the calls under way have ended", async () => {
    const { b, c, close } = await openBoth();
    const sending = b.send(await b.prepare(vitalRequest()), c);
    await b.close();
    expect(await sending).toMatchObject({ state: "decided" });
    await close();
  });
});
