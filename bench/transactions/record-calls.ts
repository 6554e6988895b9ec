/** The transactions of real exchanges, as calls of a store's ports. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AgencyStore, createMemoryEpochStore, type Tx } from "@safepassage/agency";
import { makeTestExchange, openSqliteStore } from "@safepassage/agency/node";
import { parseJson } from "@safepassage/core";
import { createGateway, type Gateway } from "@safepassage/gateway";
import {
  createSigner,
  createVerifier,
  parsePrivateJwk,
  parsePublicJwk,
  verifyRegistry,
} from "@safepassage/trust";
import { draftRequests } from "../exchange/drafts.ts";

/** One call of a port. */
export interface Call {
  readonly port: keyof Tx;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** The calls of one transaction, in their order. */
export type Calls = readonly Call[];

/** Exchanges so many messages between two gateways. Returns the transactions of the sender and of the recipient. */
export async function recordExchanges(messages: number): Promise<readonly (readonly Calls[])[]> {
  const folder = mkdtempSync(join(tmpdir(), "sp-record-"));
  const own = makeTestExchange(folder, { port: 1 });
  const recorded: Calls[][] = own.map(() => []);
  const gateways: Gateway[] = [];
  const inboxOf = (request: Request): Gateway | undefined =>
    gateways[new URL(request.url).port === "1" ? 0 : 1];
  try {
    for (const [index, place] of own.entries()) {
      const store = recording(openSqliteStore(":memory:"), (calls) => recorded[index]?.push(calls));
      gateways.push(
        openGateway(place, store, async (request) => {
          const answer = await inboxOf(request)?.fetch(request);
          return answer ?? Response.error();
        }),
      );
    }
    for (const gateway of gateways) await gateway.maintain();
    for (const transactions of recorded) transactions.length = 0;
    await exchange(gateways[0], messages);
  } finally {
    for (const gateway of gateways) await gateway.close();
    rmSync(folder, { recursive: true });
  }
  return recorded;
}

async function exchange(sender: Gateway | undefined, messages: number): Promise<void> {
  const drafts = draftRequests();
  for (let sent = 0; sent < messages; sent++) {
    const { value: draft } = drafts.next();
    const response = await sender?.localFetch(
      new Request("http://127.0.0.1/v1/messages", {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify({ draft, mode: "minimise" }),
      }),
    );
    if (response?.status !== 201) throw new Error(await response?.text());
    await sender?.sender.deliverDue();
  }
}

/** A store that tells each of its transactions. */
function recording(store: AgencyStore, tell: (calls: Calls) => void): AgencyStore {
  return {
    ...store,
    async transaction(work) {
      const calls: Call[] = [];
      const value = await store.transaction((tx) => work(recordingTx(tx, calls)));
      tell(calls);
      return value;
    },
  };
}

function recordingTx(tx: Tx, calls: Call[]): Tx {
  const ports = Object.entries(tx).map(([port, functions]) => [
    port,
    Object.fromEntries(
      Object.entries(functions as Record<string, (...args: unknown[]) => unknown>).map(
        ([method, ask]) => [
          method,
          (...args: unknown[]) => {
            calls.push({ port: port as keyof Tx, method, args });
            return ask(...args);
          },
        ],
      ),
    ),
  ]);
  return Object.fromEntries(ports) as Tx;
}

function openGateway(
  folder: string,
  store: AgencyStore,
  fetch: (request: Request) => Promise<Response>,
): Gateway {
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  const key = createVerifier(parsePublicJwk(parseJson(read("registry-key.json"))));
  const registry = verifyRegistry(read("../registry/registry.jwt"), key);
  return createGateway({
    entity: JSON.parse(read("agency.json")).entity,
    store,
    signer: createSigner(parsePrivateJwk(parseJson(read("keys/signing-key.json")))),
    epochs: createMemoryEpochStore(),
    registry: () => registry,
    registryMaxAgeDays: 365,
    agreements: readdirSync(join(folder, "agreements")).map((name) => read(`agreements/${name}`)),
    officerKey: readFileSync(join(folder, "keys/officer.key")),
    tokens: {
      local: TOKEN,
      quarantine: { dutyOfficer: `${TOKEN}-1`, protectionOfficer: `${TOKEN}-2` },
    },
    fetch,
    onError: (error) => console.error(error),
  });
}

const TOKEN = "t".repeat(43);
