import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import type { Failpoint } from "@safepassage/agency";
import { toInstant } from "@safepassage/core";
import { expect, inject } from "vitest";
import { requestS011 } from "./drafts.ts";
import { createFederation, entityOf, type Federation } from "./federation.ts";
import type { ProcessConfig, ProcessOrder } from "./gateway-process.ts";
import { NOW, TOKENS } from "./world.ts";

/** The two agencies: NGO-B sends the referrals, NGO-C receives them. */
export type Side = "sender" | "recipient";

/** One gateway, running. */
export interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly localUrl: string;
}

/** Two gateways, each a process with its own folder, that reach each other over HTTP. */
export interface ProcessWorld extends Readonly<Record<Side, Running>> {
  readonly federation: Federation;
  readonly folders: Readonly<Record<Side, string>>;
  /** The registry's file, with the addresses where both are. */
  registryFile(): ReturnType<Federation["registryFile"]>;
  /** Gives a process another registry, or a point to die at. */
  tell(side: Side, order: ProcessOrder): Promise<void>;
  /** Lets a process die at a point that it has not reached yet. */
  arm(side: Side, failpoint: Failpoint): Promise<void>;
  /** Waits until a process was killed. */
  died(side: Side): Promise<void>;
  /** Kills a process at once. */
  stop(side: Side): Promise<void>;
  /** Starts a process that was killed again, on its port, with the registry it was told. */
  restart(side: Side, change?: Change): Promise<void>;
  close(): Promise<void>;
}

/** How a process is started: with its configuration, and as which version of the program. */
export type Change = Partial<ProcessConfig> & { readonly version?: Version };

/** The program as it is, or as it was with an earlier catalogue. */
export type Version = "gateway" | "earlierGateway";

/**
 * Starts two gateways.
 *
 * @param addresses - Where the sender finds its recipient instead.
 * @param versions - Which version of the program each is.
 */
export async function startProcesses(
  addresses: { recipient?: string } = {},
  versions: Partial<Record<Side, Version>> = {},
): Promise<ProcessWorld> {
  const federation = createFederation({ also: [inject("earlierProfile")] });
  // Both live on the day of the scenario, whatever the machine's date, also after a restart.
  const clockOffset = Date.parse(NOW) - Date.now();
  const base = mkdtempSync(join(tmpdir(), "safepassage-processes-"));
  const folders = { sender: join(base, "sender"), recipient: join(base, "recipient") };
  for (const side of SIDES) {
    mkdirSync(folders[side], { recursive: true });
    const write = (name: string, text: string): void =>
      writeFileSync(join(folders[side], name), text);
    write("key.json", JSON.stringify(federation.keys[NAME_OF[side]]));
    write("agreement.jws", federation.agreement);
    write("registry.json", JSON.stringify(federation.registryFile()));
  }
  const version: Partial<Record<Side, Version>> = { ...versions };
  const run = (side: Side, { version: other, ...change }: Change = {}): Promise<Running> => {
    if (other !== undefined) version[side] = other;
    const config = { folder: folders[side], entity: entityOf(NAME_OF[side]), port: 0, clockOffset };
    return spawn({ ...config, ...change }, version[side]);
  };
  const [sender, recipient] = await Promise.all(SIDES.map((side) => run(side)));
  if (sender === undefined || recipient === undefined) throw new TypeError("no such process");
  const running = { sender, recipient };
  const told: Partial<Record<Side, unknown>> = {};
  const world: ProcessWorld = {
    get sender() {
      return running.sender;
    },
    get recipient() {
      return running.recipient;
    },
    federation,
    folders,
    registryFile: () =>
      federation.registryFile({
        "NGO-B": running.sender.url,
        "NGO-C": addresses.recipient ?? running.recipient.url,
      }),
    async tell(side, order) {
      if (order.registry !== undefined) told[side] = order.registry;
      const { child } = running[side];
      const answered = once(child, "message");
      child.send(order);
      await answered;
    },
    arm: (side, failpoint) => world.tell(side, { failpoint }),
    async died(side) {
      const { child } = running[side];
      if (child.exitCode === null && child.signalCode === null) {
        await once(child, "exit", { signal: AbortSignal.timeout(20_000) });
      }
      expect(child.signalCode).toBe("SIGKILL");
    },
    stop: (side) => stop(running[side].child),
    async restart(side, change = {}) {
      writeFileSync(join(folders[side], "registry.json"), JSON.stringify(told[side]));
      const port = Number(new URL(running[side].url).port);
      running[side] = await run(side, { port, ...change });
    },
    async close() {
      await Promise.all(SIDES.map((side) => stop(running[side].child)));
      rmSync(base, { recursive: true });
    },
  };
  await Promise.all(SIDES.map((side) => world.tell(side, { registry: world.registryFile() })));
  return world;
}

/** Submits S01.1 as a case system does. Returns its digest. */
export async function submit(sender: Running, idempotencyKey: string): Promise<string> {
  return postLocal(sender, "/v1/messages", idempotencyKey, { draft: requestS011(), mode: "asIs" });
}

/** Posts to a local route. Returns the digest of the message that was queued. */
export async function postLocal(
  { localUrl }: Running,
  path: string,
  idempotencyKey: string,
  body: object,
): Promise<string> {
  const response = await fetch(localUrl + path, {
    method: "POST",
    headers: {
      authorization: `Bearer ${TOKENS.local}`,
      "content-type": "application/json",
      "idempotency-key": idempotencyKey,
    },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { digest: string };
  expect(response.status).toBe(201);
  return answer.digest;
}

/** Confirms the time of a gateway, as its operator does. */
export async function confirmClock({ localUrl }: Running, time: Date): Promise<void> {
  const response = await fetch(`${localUrl}/v1/clock/confirmation`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKENS.local}`, "content-type": "application/json" },
    body: JSON.stringify({ time: toInstant(time) }),
  });
  expect(response.status).toBe(200);
}

/** A message sent, as its gateway shows it. */
export interface Shown {
  readonly state: string;
  readonly digest: string;
  readonly lastError?: string;
  readonly erasedAt?: string;
  readonly attempts?: number;
  readonly certificate?: string;
  readonly replacedBy?: string;
  readonly receipts: readonly { readonly jwt: string }[];
}

/** Asks for a message until it is as expected. */
export async function until(
  { localUrl }: Running,
  digest: string,
  expected: (message: Shown) => boolean,
): Promise<Shown> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const response = await fetch(`${localUrl}/v1/messages/${digest}`, {
      headers: { authorization: `Bearer ${TOKENS.local}` },
    });
    const message = (await response.json()) as Shown;
    if (expected(message)) return message;
    if (Date.now() > deadline) {
      throw new Error(`still ${message.state} after 20 s: ${message.lastError}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Reads the database of a gateway, from outside. */
export function rows(folder: string, sql: string): readonly Record<string, unknown>[] {
  const db = new DatabaseSync(join(folder, "gateway.db"), { readOnly: true });
  try {
    return db.prepare(sql).all() as Record<string, unknown>[];
  } finally {
    db.close();
  }
}

async function spawn(config: ProcessConfig, version: Version = "gateway"): Promise<Running> {
  const child = fork(inject("programs")[version], [JSON.stringify(config)], {
    execPath: process.execPath,
    execArgv: [],
    env: { ...process.env, NODE_COMPILE_CACHE: CACHE },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const [message] = (await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => {
      throw new Error("the process ended before it was ready");
    }),
  ])) as [{ ready: { url: string; localUrl: string } }];
  return { child, ...message.ready };
}

/** Ends one process that this test started. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

const SIDES = ["sender", "recipient"] as const;
const NAME_OF = { sender: "NGO-B", recipient: "NGO-C" } as const;
/** A cache of compiled code, so that the many processes of these tests start sooner. */
const CACHE = fileURLToPath(new URL("../../../.cache/compile", import.meta.url));
