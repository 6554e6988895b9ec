import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "@safepassage/agency/node";
import { expect, it, onTestFinished } from "vitest";
import { EMERGENCY } from "./emergency.ts";
import { createForge } from "./forge.ts";
import { inside } from "./inside.ts";
import { postPackage } from "./partner.ts";
import { withdraw } from "./withdrawing.ts";
import { createExchange, requestS011 } from "./world.ts";

const GIB = 2 ** 30;

/** An exchange whose recipient has a disk of its own. */
function createOnOwnDisk() {
  const folder = mkdtempSync(join(tmpdir(), "sp-own-disk-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const disk = { free: GIB, all: 2 * GIB };
  let stores = 0;
  const exchange = createExchange({
    wrap: (store) =>
      stores++ === 1
        ? openSqliteStore(join(folder, "agency.db"), undefined, undefined, () => disk)
        : store,
  });
  return { exchange, disk };
}

const LITTLE = 16 * 2 ** 20 - 1;

it("a gateway that has filled its disk takes nothing new in, and erases what is taken back", async () => {
  const { exchange, disk } = createOnOwnDisk();
  const { b, c, settle } = exchange;
  const send = async () =>
    (await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" })).json;
  const reasons = async () => {
    const { json } = await c.call("GET", "/v1/health");
    return json.reasons.map((one: { code: string; file: string }) => `${one.code} ${one.file}`);
  };
  const { inbox, erasures } = inside(c.store);
  const sent = await send();
  await settle();
  disk.free = LITTLE;
  expect(await reasons()).toEqual(["STORE_FULL keys/contents"]);

  const next = await send();
  await settle();
  expect(await inbox.findByDigest(next.digest)).toBeUndefined();
  const own = await c.call("POST", "/v1/drafts", { draft: requestS011() });
  expect([own.status, own.json.code]).toEqual([503, "GATEWAY_STORE_FULL"]);

  // A withdrawal is taken in: it has something erased.
  await withdraw(exchange, sent);
  await settle();
  const taken = await inbox.findByDigest(sent.digest);
  expect([taken?.content, taken?.erasedAt !== undefined]).toEqual([undefined, true]);
  expect(await erasures.isPending(sent.digest)).toBe(false);
  expect((await b.show(sent.digest)).json.certificate).toMatch(/^[\w-]{43}$/);

  disk.free = GIB;
  expect(await reasons()).toEqual([]);
  exchange.setTime("2026-11-24T11:00:00Z");
  await settle();
  expect((await inbox.findByDigest(next.digest))?.content).toBeDefined();
});

it("a gateway that has filled its disk takes in a warning of danger, and keeps a draft of one", async () => {
  const { exchange, disk } = createOnOwnDisk();
  const { b, c, settle } = exchange;
  disk.free = LITTLE;
  const draft = {
    ...requestS011(),
    private: { ...requestS011().private, "private.urgency": EMERGENCY },
  };
  expect((await c.call("POST", "/v1/drafts", { draft })).status).toBe(201);
  const { json } = await b.call("POST", "/v1/messages", { draft, mode: "asIs" });
  await settle();
  expect((await inside(c.store).inbox.findByDigest(json.digest))?.content).toBeDefined();
});

it("a gateway that has filled its disk neither rejects nor refuses a message until there is room", async () => {
  const { exchange, disk } = createOnOwnDisk();
  const { pack, reissue } = await createForge(exchange);
  const rejected = pack(reissue({ eraseBy: "2046-11-24" }));
  const packages = [
    ["rejected by a rule", rejected],
    ["does not open", rejected.replace(/[^.]+$/, "A".repeat(22))],
  ] as const;
  const postAll = async () => {
    const answers: Record<string, unknown> = {};
    for (const [name, octets] of packages) {
      const response = await postPackage(exchange, octets);
      const { code, receipts } = await response.json();
      answers[name] = [response.status, code ?? receipts.length];
    }
    return answers;
  };
  disk.free = LITTLE;
  await exchange.c.call("GET", "/v1/health");
  const full = [503, "GATEWAY_STORE_FULL"];
  expect(await postAll()).toEqual({ "rejected by a rule": full, "does not open": full });
  expect((await inside(exchange.c.store).inbox.listRefusals({}, 9)).rows).toEqual([]);
  disk.free = GIB;
  expect(await postAll()).toEqual({
    "rejected by a rule": [200, 1],
    "does not open": [400, "TRUST_SEALED_UNOPENABLE"],
  });
});
