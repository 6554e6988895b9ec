import { randomBytes } from "node:crypto";
import { createMemoryEpochStore } from "@safepassage/agency";
import { openSqliteStore } from "@safepassage/agency/node";
import { createGateway, type Gateway } from "@safepassage/gateway";
import { createVerifier, parsePublicJwk, verifyRegistry } from "@safepassage/trust";
import { draftRequests } from "../exchange/drafts.ts";
import type { Federation } from "./federation.ts";

/** A signed request to the inbox of the recipient, which has not been made yet. */
export interface Parcel {
  readonly sender: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Has each agency prepare, sign and seal so many messages, as its gateway does, and keeps what it would post. */
export async function makeParcels(
  federation: Federation,
  each: number,
): Promise<readonly Parcel[]> {
  const parcels: Parcel[] = [];
  const drafts = draftRequests();
  const key = createVerifier(parsePublicJwk(federation.registryKey));
  const registry = verifyRegistry(federation.registry, key);
  for (const { entity, signer, agreement } of federation.senders) {
    const gateway = createGateway({
      ...{ entity, signer, registry: () => registry, registryMaxAgeDays: 365 },
      store: openSqliteStore(":memory:"),
      epochs: createMemoryEpochStore(),
      agreements: [agreement],
      officerKey: randomBytes(32),
      tokens: {
        local: TOKEN,
        quarantine: { dutyOfficer: `${TOKEN}1`, protectionOfficer: `${TOKEN}2` },
      },
      async fetch(request) {
        if (request.method !== "POST") return fetch(request);
        const headers = Object.fromEntries(request.headers);
        parcels.push({ sender: entity, headers, body: await request.text() });
        return new Response("", { status: 503 });
      },
    });
    for (let made = 0; made < each; made++) {
      await submit(gateway, drafts.next().value);
    }
    await gateway.sender.deliverDue();
    await gateway.close();
  }
  return parcels;
}

async function submit(gateway: Gateway, draft: object): Promise<void> {
  const response = await gateway.localFetch(
    new Request("http://127.0.0.1/v1/messages", {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${TOKEN}` },
      body: JSON.stringify({ draft, mode: "minimise" }),
    }),
  );
  if (response.status !== 201) throw new Error(await response.text());
}

const TOKEN = "t".repeat(43);
