/** The complete exchange, from a draft to verified receipts. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTestExchange } from "@safepassage/agency/node";
import type { PostgresPlace } from "@safepassage/agency/postgres";
import { draftRequests } from "./drafts.ts";
import type { GatewayProcess } from "./gateway.ts";
import { end, post, type Started, start } from "./processes.ts";
import type { Subject } from "./run.ts";

/** Starts two gateways of a test exchange of their own, with SQLite unless they are given databases. */
export async function openExchanges(places?: readonly PostgresPlace[]): Promise<Pair> {
  const { folder, agencies } = makeAgencies();
  const remove = (): void => rmSync(folder, { recursive: true });
  try {
    const pair = await openPair(agencies, places);
    return { ...pair, close: () => pair.close().then(remove) };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Two agencies with a port for the first; the second has the next but one. */
export interface Agencies {
  readonly folders: readonly string[];
  readonly port: number;
}

/** Makes a test exchange in a folder of its own, which the caller removes. */
export function makeAgencies(): { readonly folder: string; readonly agencies: Agencies } {
  const folder = mkdtempSync(join(tmpdir(), "safepassage-bench-"));
  const port = 12_000 + Math.floor(Math.random() * 20_000);
  return { folder, agencies: { folders: makeTestExchange(folder, { port }), port } };
}

/** The running gateways of two agencies. */
export interface Pair extends Subject {
  /** Sender and recipient. An exchange is over when the sender's gateway has the recipient's decision. */
  readonly servers: readonly [Started, Started];
  /** The sender's token for its own systems. */
  readonly token: string;
}

/** Starts the gateways of two agencies. */
export async function openPair(
  { folders, port }: Agencies,
  places: readonly PostgresPlace[] = [],
  more: Pick<GatewayProcess, "tellCommits"> = {},
): Promise<Pair> {
  const token = randomBytes(32).toString("base64url");
  const servers: Started[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(servers.map(end));
  };
  try {
    for (const [index, folder] of folders.entries()) {
      const place = places[index];
      const told = { folder, port: port + 2 * index, token, ...(place && { postgres: place }) };
      servers.push(await start("gateway.ts", { ...told, ...more }));
    }
    const [sender, recipient] = servers;
    if (sender === undefined || recipient === undefined) {
      throw new TypeError("an exchange has two sides");
    }
    return { servers: [sender, recipient], token, one: exchangeOne(sender, token), close };
  } catch (error) {
    await close();
    throw error;
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
      `${localUrl}/v1/messages`,
      JSON.stringify({ draft, mode: "minimise" }),
      { authorization: `Bearer ${token}` },
    );
    if (status !== 201) throw new Error(`${status} ${text}`);
    const { digest } = JSON.parse(text) as { digest: string };
    if (early.delete(digest)) return;
    await new Promise<void>((resolve) => waiting.set(digest, resolve));
  };
}
