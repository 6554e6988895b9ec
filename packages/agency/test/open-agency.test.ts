import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFixedClock, parseJson } from "@safepassage/core";
import type { Body } from "@safepassage/schema";
import { createSigner, issueRegistry, parsePrivateJwk } from "@safepassage/trust";
import { afterAll, describe, expect, it } from "vitest";
import { type Agency, makeTestExchange, openAgency } from "../src/node.ts";
import { request } from "./request.ts";

const root = mkdtempSync(join(tmpdir(), "safepassage-open-"));
afterAll(() => rmSync(root, { recursive: true }));

describe("an open agency", () => {
  it("prepares, sends, is told the verdict, and the recipient reads the message", async () => {
    const { b, c, close } = await openBoth();
    const plan = await b.prepare(request());
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

  it("keeps in its outbox what it cannot deliver, and delivers it later", async () => {
    const { b, c, close } = await openBoth();
    const sent = await b.send(await b.prepare(request()));
    expect(sent).toMatchObject({ state: "queued", error: "GATEWAY_RECIPIENT_UNKNOWN" });
    // A partner that is not the recipient gets nothing.
    expect(await b.deliver(b)).toEqual([]);
    await b.close();
    const later = await openAgency(b.folder, { clock: createFixedClock(inDays(1 / 1440)) });
    expect(await later.deliver(c)).toMatchObject([{ state: "decided", verdict: "accept" }]);
    await later.close();
    await close();
  });

  it("says which of two finds stands in the way, and sends nothing", async () => {
    const { b, c, close } = await openBoth();
    const plan = await b.prepare({ ...request(), legalBases: ["LED#12"] });
    expect(plan.maySend).toBe(false);
    expect(plan.explain()).toMatch(/^R\d\d: /);
    await expect(b.send(plan, c)).rejects.toMatchObject({ code: "GATEWAY_DRAFT_REFUSED" });
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
    const sending = b.send(await b.prepare(request()), c);
    await b.close();
    expect(await sending).toMatchObject({ state: "decided" });
    await close();
  });
});

type Opened = Agency & { readonly folder: string };

async function openBoth() {
  const folder = mkdtempSync(join(root, "exchange-"));
  const [inB = "", inC = ""] = makeTestExchange(folder);
  const b: Opened = Object.assign(await openAgency(inB), { folder: inB });
  const c: Opened = Object.assign(await openAgency(inC), { folder: inC });
  const close = async (): Promise<void> => {
    for (const one of [b, c]) await one.close();
  };
  return { folder, b, c, close };
}

/** The registry of a test exchange, signed anew. */
function signedAt(folder: string, issuedAt: string): string {
  const read = (name: string) => parseJson(readFileSync(join(folder, "registry", name), "utf8"));
  const file = read("registry.json") as object;
  return issueRegistry({ ...file, issuedAt }, createSigner(parsePrivateJwk(read("key.json"))));
}

function inDays(days: number): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19)}Z`;
}
