/** The complete exchange, from a draft to verified receipts, beside its floor. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTestExchange } from "@safepassage/agency/node";
import type { PostgresPlace } from "@safepassage/agency/postgres";
import { draftRequests } from "./drafts.ts";
import { post, type Started, start } from "./processes.ts";
import { type Measured, type Run, run } from "./run.ts";

const AT_ONCE = 16;
const WARM_UP_S = 6;

/** Runs complete exchanges between two gateways. */
export async function runExchanges(
  seconds: number,
  postgres?: { readonly places: readonly PostgresPlace[]; readonly server: Measured },
): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "safepassage-bench-"));
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const token = randomBytes(32).toString("base64url");
  const made = makeTestExchange(folder, { port });
  const servers: Started[] = [];
  try {
    for (const [index, own] of made.entries()) {
      const place = postgres?.places[index];
      const told = {
        folder: own,
        port: port + 2 * index,
        token,
        ...(place && { postgres: place }),
      };
      servers.push(await start("gateway.ts", told));
    }
    const [sender] = servers;
    if (sender === undefined) throw new TypeError("an exchange has two sides");
    const one = exchangeOne(sender, token);
    const counted = postgres === undefined ? servers : [...servers, postgres.server];
    await run(counted, one, { atOnce: AT_ONCE, seconds: WARM_UP_S });
    return await run(counted, one, { atOnce: AT_ONCE, seconds });
  } finally {
    await Promise.all(servers.map(end));
    rmSync(folder, { recursive: true });
  }
}

/** Submits one draft, and waits for the gateway to say that its recipient has decided. */
function exchangeOne({ child, localUrl }: Started, token: string): () => Promise<void> {
  const drafts = draftRequests();
  const waiting = new Map<string, () => void>();
  const early = new Set<string>();
  child.on("message", ({ digest, event }: { digest?: string; event?: string }) => {
    if (digest === undefined) return;
    if (event !== "decided") throw new Error("the recipient refused a message of the bench");
    const resolve = waiting.get(digest);
    waiting.delete(digest);
    if (resolve === undefined) early.add(digest);
    else resolve();
  });
  return async () => {
    const { value: draft } = drafts.next();
    const { status, text } = await post(
      `${localUrl}/messages`,
      JSON.stringify({ draft, mode: "minimise" }),
      { authorization: `Bearer ${token}` },
    );
    if (status !== 201) throw new Error(`${status} ${text}`);
    const { digest } = JSON.parse(text) as { digest: string };
    if (early.delete(digest)) return;
    await new Promise<void>((resolve) => waiting.set(digest, resolve));
  };
}

/** Posts sealed octets of real messages between two bare servers. */
export async function runFloor(seconds: number): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "safepassage-floor-"));
  const servers: Started[] = [];
  try {
    const sealed = join(folder, "sealed.json");
    writeFileSync(sealed, JSON.stringify(samplePackages()));
    const taking = await start("floor.ts", { file: join(folder, "taken"), sealed });
    servers.push(taking);
    const sending = await start("floor.ts", {
      ...{ file: join(folder, "sent"), sealed, next: taking.url },
    });
    servers.push(sending);
    const drafts = draftRequests();
    const one = async (): Promise<void> => {
      const { value: draft } = drafts.next();
      await post(`${sending.url}/messages`, JSON.stringify({ draft, mode: "minimise" }));
    };
    await run(servers, one, { atOnce: AT_ONCE, seconds: WARM_UP_S });
    return await run(servers, one, { atOnce: AT_ONCE, seconds });
  } finally {
    await Promise.all(servers.map(end));
    rmSync(folder, { recursive: true });
  }
}

/** Octets of the size that sealed referrals have: they are padded to 8, 16 or 32 KiB before they are sealed. */
const samplePackages = (): readonly string[] =>
  Array.from({ length: 50 }, (_, turn) =>
    randomBytes(turn % 5 === 0 ? 12_300 : 6_200).toString("base64url"),
  );

function end({ child }: Started): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.disconnect();
  });
}
