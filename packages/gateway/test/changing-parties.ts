import { expect } from "vitest";
import type { RegistryFile } from "./federation.ts";
import { requestS011, type TestExchange } from "./world.ts";

const LEFT_AT = "2026-11-20T00:00:00Z";

/** Ends the facts of an agency in the registry. From then on it has other facts, or none. */
export const changes =
  (entity: string, becomes: object) =>
  ({ agencies }: RegistryFile): void => {
    const { facts } = agencies.find((one) => one.entity === entity) as unknown as {
      facts: { from: string; until?: string }[];
    };
    const [before] = facts;
    if (before === undefined) throw new TypeError("an agency without facts");
    if (Object.keys(becomes).length > 0) facts.push({ ...before, from: LEFT_AT, ...becomes });
    before.until = LEFT_AT;
  };

/** Submits a draft at NGO-B. Returns its digest. */
export async function submit({ b }: TestExchange, draft: object = requestS011()): Promise<string> {
  const { status, json } = await b.call("POST", "/v1/messages", { draft, mode: "minimise" });
  expect(status).toBe(201);
  return json.digest;
}

/** Tries to deliver to a recipient that cannot. */
export async function fail(exchange: TestExchange): Promise<void> {
  exchange.intercept(async ({ method }) =>
    method === "POST" ? new Response("", { status: 500 }) : undefined,
  );
  await exchange.b.gateway.sender.deliverDue();
  exchange.intercept(() => undefined);
  exchange.setTime("2026-11-24T11:02:00Z");
}

/** Tries to deliver what is due. Returns what was asked of the recipient. */
export async function tried(exchange: TestExchange): Promise<readonly string[]> {
  const asked: string[] = [];
  exchange.intercept(({ method, url }) => {
    asked.push(`${method} ${url}`);
    return undefined;
  });
  await exchange.b.gateway.sender.deliverDue();
  exchange.intercept(() => undefined);
  return asked;
}

/** What NGO-B shows of a message. */
export const shown = async ({ b }: TestExchange, digest: string) =>
  (await b.call("GET", `/v1/messages/${digest}`)).json;

/** Why a message was not delivered. */
export const errorOf = async (exchange: TestExchange, digest: string) =>
  (await shown(exchange, digest)).lastError;

/** How far a message has come. */
export const stateOf = async (exchange: TestExchange, digest: string) =>
  (await shown(exchange, digest)).state;
