import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ReceiptClaims } from "@safepassage/schema";
import type { RunningGateway } from "./processes.ts";

/** An answer of a gateway, whatever its status. */
export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly body: T;
}

/** The agency's own system, talking to its gateway over the local routes. */
export interface LocalClient {
  get<T>(path: string): Promise<Answer<T>>;
  post<T>(path: string, body: object): Promise<Answer<T>>;
  /** As one of the two roles that read what is in quarantine. */
  getAs<T>(role: QuarantineRole, path: string): Promise<Answer<T>>;
}

/** A role that reads what is in quarantine. */
export type QuarantineRole = "dutyOfficer" | "protectionOfficer";

/** A message on its way out, as the gateway shows it. */
export interface OutboxView {
  readonly id: string;
  readonly state: string;
  readonly digest: string;
  readonly jwt: string;
  readonly receipts: readonly { readonly jwt: string; readonly claims: ReceiptClaims }[];
  readonly lastError?: string;
  readonly erasedAt?: string;
  readonly certificate?: string;
}

/** The time that the law gives for an answer, as a gateway shows it. */
export interface AnswerClockView {
  readonly from: string;
  readonly by: string;
  readonly answeredAt?: string;
  readonly state: string;
  readonly secondsLeft: number;
}

/** Makes a client with the tokens in the agency's folder. */
export function createLocalClient(folder: string, { name, localUrl }: RunningGateway): LocalClient {
  const token = (file: string): string =>
    readFileSync(join(folder, name, "tokens", `${file}.token`), "utf8").trim();
  const call = async <T>(
    method: string,
    path: string,
    { body, as = "local" }: { readonly body?: object; readonly as?: string } = {},
  ): Promise<Answer<T>> => {
    const response = await fetch(localUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${token(as)}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    return { status: response.status, body: (await response.json()) as T };
  };
  return {
    get: (path) => call("GET", path),
    post: (path, body) => call("POST", path, { body }),
    getAs: (role, path) => call("GET", path, { as: FILES[role] }),
  };
}

/** Waits until a message has reached a final state; at most 20 s. */
export async function waitForDecision(client: LocalClient, digest: string): Promise<OutboxView> {
  return waitFor(client, digest, ({ state }) => FINAL.has(state));
}

/** Waits until something holds of a message; at most 20 s. */
export async function waitFor(
  client: LocalClient,
  digest: string,
  holds: (view: OutboxView) => boolean,
): Promise<OutboxView> {
  for (let attempt = 0; attempt < 400; attempt++) {
    const { body } = await client.get<OutboxView>(`/messages/${digest}`);
    if (holds(body)) return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("a message did not reach the state waited for within 20 s");
}

const FILES = { dutyOfficer: "duty-officer", protectionOfficer: "protection-officer" } as const;
const FINAL = new Set(["decided", "refused", "expired"]);
