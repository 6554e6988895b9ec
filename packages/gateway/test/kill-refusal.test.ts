import { rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { issueDecidedReceipt, issueDeliveredReceipt } from "@safepassage/message";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { NGO_B, NGO_C } from "./federation.ts";
import { EXPIRY, LATE_RECEIPT, REFUSAL, REQUEUE, RETRY } from "./kill-cases.ts";
import {
  confirmClock,
  type ProcessWorld,
  rows,
  startProcesses,
  submit,
  until,
} from "./processes.ts";
import { NOW } from "./world.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

describe("a gateway killed with -9 where a delivery does not go well", () => {
  describe("under a key that is compromised", () => {
    let world: ProcessWorld;
    let end: () => void;
    beforeAll(async () => {
      // A proxy that drops what it does not know. Under a signature nothing would be refused but the request.
      const proxy = await open((path, body) => passOn(world.recipient.url + path, body));
      end = proxy.close;
      world = await startProcesses({ recipient: proxy.url });
      const registry = world.registryFile();
      const compromisedAt = "2026-11-25T00:00:00Z";
      Object.assign(registry.agencies[0]?.keys[0] ?? {}, { status: "compromised", compromisedAt });
      await world.tell("recipient", { registry });
    }, 60_000);
    afterAll(async () => {
      await world.close();
      end();
    });

    it.each(REFUSAL)(
      "as %s at %s has it refused once, and keeps why",
      async (dying, failpoint) => {
        const codes = () => rows(world.folders.recipient, "SELECT code FROM refusal");
        const before = codes();
        await world.tell(dying, { failpoint });
        const digest = await submit(world.sender, `referral-${failpoint}`);
        await world.died(dying);
        await world.restart(dying);
        const { lastError, receipts } = await until(
          world.sender,
          digest,
          ({ state }) => state === "refused",
        );
        expect([lastError, receipts.length]).toEqual(["TRUST_KEY_COMPROMISED", 1]);
        expect(codes()).toEqual([...before, { code: "TRUST_KEY_COMPROMISED" }]);
        expect(rows(world.folders.recipient, "SELECT * FROM inbox")).toHaveLength(0);
      },
      60_000,
    );
  });

  it.each(RETRY)(
    "as %s at %s delivers once the recipient knows the sender",
    async (dying, point) => {
      const world = await start();
      const { agencies, ...file } = world.registryFile();
      const known = agencies.filter(({ entity }) => entity !== NGO_B);
      await world.tell("recipient", { registry: { ...file, agencies: known } });
      await world.arm(dying, point);
      const digest = await submit(world.sender, "referral");
      await world.died(dying);
      await world.restart(dying);
      await until(
        world.sender,
        digest,
        ({ lastError }) => lastError === "GATEWAY_SIGNATURE_REFUSED",
      );
      await world.tell("recipient", { registry: world.registryFile() });
      await decidedOnce(world, digest);
    },
    60_000,
  );

  it.each(REQUEUE)(
    "as %s at %s seals anew after restart, and delivers once",
    async (dying, point) => {
      // The sender's way to the recipient, with key epochs from before it lost its keys.
      const proxy = await listen(async (path, body) => {
        if (path === EPOCHS && outdated !== undefined) {
          const answer = outdated;
          outdated = undefined;
          return { status: 200, text: answer };
        }
        return passOn(world.recipient.url + path, body);
      });
      const world = await start({ recipient: proxy });
      let outdated: string | undefined = await (await fetch(world.recipient.url + EPOCHS)).text();
      await world.stop("recipient");
      rmSync(join(world.folders.recipient, "epochs.json"));
      await world.restart("recipient");
      await world.arm(dying, point);
      const digest = await submit(world.sender, "referral");
      await world.died(dying);
      await world.restart(dying);
      await decidedOnce(world, digest);
      const refusals = rows(world.folders.recipient, "SELECT code FROM refusal");
      expect(refusals).toEqual([{ code: "PACKAGE_KEY_UNKNOWN" }]);
    },
    60_000,
  );

  it.each(EXPIRY)(
    "as %s at %s has it expired, and sends it no more",
    async (dying, point) => {
      let posts = 0;
      const down = await listen(async (path) => {
        if (path !== EPOCHS) posts++;
        return { status: 503, text: "" };
      });
      const world = await start({ recipient: down });
      const digest = await submit(world.sender, "referral");
      const clockOffset = Date.parse("2026-12-09T09:02:00Z") - Date.now();
      await world.tell(dying, { clockOffset, failpoint: point });
      await world.died(dying);
      await world.restart(dying, { clockOffset });
      // The clock has moved by two weeks since the gateway looked last: a person confirms it.
      await confirmClock(world.sender, new Date(Date.now() + clockOffset));
      await until(world.sender, digest, ({ state }) => state === "expired");
      expect(posts).toBe(0);
      const [row] = rows(world.folders.sender, "SELECT sealed, receipts FROM outbox");
      expect(row).toEqual({ sealed: null, receipts: "[]" });
    },
    60_000,
  );

  it.each(LATE_RECEIPT)(
    "as %s at %s has the late receipt once, posted again",
    async (dying, point) => {
      // A person decides at the recipient: so far it only says that the message arrived.
      const person = await listen(async (path) => {
        if (path !== EPOCHS) {
          return { status: 200, text: JSON.stringify({ receipts: [receipts(world)[0]] }) };
        }
        const epochs = await fetch(world.recipient.url + EPOCHS);
        return { status: 200, text: await epochs.text() };
      });
      const world = await start({ recipient: person });
      const digest = await submit(world.sender, "referral");
      await until(world.sender, digest, ({ state }) => state === "delivered");
      await world.arm(dying, point);
      const [, decided = ""] = receipts(world);
      await expect(postReceipt(world, decided)).rejects.toThrow();
      await world.died(dying);
      await world.restart(dying);
      expect(await postReceipt(world, decided)).toBe(204);
      const shown = await until(world.sender, digest, ({ state }) => state === "decided");
      expect(shown.receipts.map(({ jwt }) => jwt)).toEqual([expect.any(String), decided]);
    },
    60_000,
  );
});

async function start(addresses: { recipient?: string } = {}): Promise<ProcessWorld> {
  const world = await startProcesses(addresses);
  cleanups.push(() => world.close());
  return world;
}

async function decidedOnce(world: ProcessWorld, digest: string): Promise<void> {
  const { receipts: held } = await until(world.sender, digest, ({ state }) => state === "decided");
  const received = rows(world.folders.recipient, "SELECT digest, receipts FROM inbox");
  const jwts = JSON.stringify(held.map(({ jwt }) => jwt));
  expect(received).toEqual([{ digest, receipts: jwts }]);
}

/** Both receipts of the one message sent, as the recipient gives them. */
function receipts({ federation, folders }: ProcessWorld): readonly string[] {
  const [row] = rows(folders.sender, "SELECT digest, sd_hash, resolved FROM outbox");
  const delivery = {
    digest: String(row?.["digest"]),
    sdHash: String(row?.["sd_hash"]),
    resolved: JSON.parse(String(row?.["resolved"])) as string[],
  };
  const signer = federation.signers["NGO-C"];
  const options = { self: NGO_C, to: NGO_B, signer, clock: { now: () => new Date(NOW) } };
  const decision = { verdict: "accept", tier: "state", findings: [], decidedBy: "person" } as const;
  return [
    issueDeliveredReceipt(delivery, options),
    issueDecidedReceipt(delivery, decision, options),
  ];
}

async function postReceipt({ sender }: ProcessWorld, receipt: string): Promise<number> {
  const headers = { "content-type": "application/jwt" };
  const response = await fetch(`${sender.url}/receipts`, {
    method: "POST",
    headers,
    body: receipt,
  });
  return response.status;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}
type Handler = (path: string, body: string | undefined) => Promise<Answer>;

/** Asks the recipient itself, without the headers of the sender. */
async function passOn(url: string, body: string | undefined): Promise<Answer> {
  const headers = { "content-type": "application/jose" };
  const response = await fetch(url, body === undefined ? {} : { method: "POST", headers, body });
  return { status: response.status, text: await response.text() };
}

/** Serves in place of the recipient, until the end of a test. Returns the address. */
async function listen(handle: Handler): Promise<string> {
  const { url, close } = await open(handle);
  cleanups.push(close);
  return url;
}

/** Serves in place of the recipient. */
async function open(handle: Handler): Promise<{ readonly url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = request.method === "POST" ? Buffer.concat(chunks).toString() : undefined;
    // An answer that cannot be given is none: the sender tries again.
    const { status, text } = await handle(request.url ?? "/", body).catch(() => ({
      status: 503,
      text: "",
    }));
    response.writeHead(status).end(text);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const EPOCHS = "/.well-known/spp-epochs";
