/** Lets a gateway run into the end of its room and out of it, and prints what happened. Its files may have 3 MiB. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requestS011 } from "./drafts.ts";
import { fillStore } from "./fill-store.ts";
import { inside } from "./inside.ts";
import { createExchange, NOW, type TestExchange } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "safepassage-full-"));
try {
  const errors: unknown[] = [];
  const exchange = createExchange({
    paths: { "NGO-B": join(folder, "agency.db") },
    options: { onError: (error) => errors.push(error) },
  });
  const { b } = exchange;
  for (let count = 0; count < 5; count++) await b.call("POST", "/v1/messages", message());
  let requests = 0;
  exchange.intercept(async () => {
    requests++;
    return new Response("", { status: 503 });
  });
  await fillStore(b.store);
  let bugs = 0;
  const poll = async (from: number, seconds: number): Promise<number> => {
    const before = requests;
    for (let quarter = 0; quarter < seconds * 4; quarter++) {
      exchange.setTime(new Date(Date.parse(NOW) + from * 1000 + quarter * 250).toISOString());
      await b.gateway.sender.deliverDue().catch(() => bugs++);
    }
    return requests - before;
  };
  const asked = [await poll(0, 14), await poll(14, 14), await poll(28, 28)];
  const full = { ...(await answersOf(exchange)), told: errors.length, bugs, asked };

  // Room again: what fills the disk is the log.
  await b.store.scrub();
  const free = await answersOf(exchange);
  exchange.intercept(() => undefined);
  exchange.setTime(new Date(Date.parse(NOW) + 3_600_000).toISOString());
  await exchange.settle();
  const { outbox } = inside(b.store);
  process.stdout.write(JSON.stringify({ full, free, outbox: await outbox.counts() }));
  await b.gateway.close();
  await exchange.c.gateway.close();
} finally {
  rmSync(folder, { recursive: true });
}

function message(): object {
  return { draft: requestS011(), mode: "asIs" };
}

async function answersOf({ b }: TestExchange): Promise<Record<string, unknown>> {
  const ask = async (path: string, init?: RequestInit) => {
    const response = await b.gateway.fetch(new Request(`http://b.test${path}`, init));
    return [response.status, await response.json()];
  };
  const inside = await b.call("GET", "/v1/health");
  const posted = await b.call("POST", "/v1/messages", message());
  return {
    inside: [inside.status, inside.json.status, inside.json.reasons[0]?.code],
    outside: await ask("/health"),
    message: [posted.status, posted.json.code],
    inbox: await ask("/inbox", {
      method: "POST",
      headers: { "content-type": "application/jose" },
      body: "no package",
    }).then(([status, json]) => [status, json.code]),
  };
}
