import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { requireReceiptFor, verifyReceipt } from "@safepassage/message";
import type { DecodedMessage } from "@safepassage/schema";
import { parseRegistry } from "@safepassage/trust";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { FAILPOINTS, type Failpoint } from "../src/index.ts";
import type { ProcessConfig } from "./gateway-process.ts";
import { createFederation, entityOf, NGO_B, NGO_C, NOW, requestS011, TOKENS } from "./world.ts";

const ALL = Object.keys(FAILPOINTS) as Failpoint[];
/** Points on the way of a referral; the others are on the way of its erasure. */
const POINTS = ALL.filter((point) => !point.startsWith("erasure."));
const ERASURE_POINTS = ALL.filter((point) => point.startsWith("erasure."));
const federation = createFederation();
const root = mkdtempSync(join(tmpdir(), "safepassage-kill-"));
const children = new Set<ChildProcess>();
/** Both processes live on the day of the scenario, whatever the machine's date. */
const clockOffset = Date.parse(NOW) - Date.now();

afterEach(async () => {
  await Promise.all([...children].map(stop));
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

describe("a gateway killed with -9", () => {
  it.each(POINTS)(
    "at %s delivers after restart, once",
    async (point) => {
      const world = await start(point);
      const key = `submission-${point}`;
      const first = await submit(world.sender, key).catch(() => undefined);
      const dying = point.startsWith("outbox.") ? "sender" : "recipient";
      await died(world[dying].child);
      expect(world[dying].child.signalCode).toBe("SIGKILL");

      await world.restart(dying);
      // The case system does not know whether its request arrived, so it asks again.
      const id = first ?? (await submit(world.sender, key));
      if (first !== undefined) expect(await submit(world.sender, key)).toBe(id);
      const message = await until(world.sender, id, ({ state }) => state === "decided");

      await Promise.all([stop(world.sender.child), stop(world.recipient.child)]);
      const sent = rows(world.folders.sender, "SELECT * FROM outbox");
      const received = rows(world.folders.recipient, "SELECT * FROM inbox");
      expect(sent).toHaveLength(1);
      expect(received).toHaveLength(1);
      expect(rows(world.folders.recipient, "SELECT * FROM replay_digest")).toHaveLength(1);
      expect(rows(world.folders.recipient, "SELECT * FROM refusal")).toHaveLength(0);
      expect(received[0]?.["id"]).toBe(id);
      expect(sent[0]?.["sealed"]).toBeNull();

      const receipts = JSON.parse(String(received[0]?.["receipts"])) as string[];
      expect(JSON.parse(String(sent[0]?.["receipts"]))).toEqual(receipts);
      expect(message.receipts.map(({ jwt }) => jwt)).toEqual(receipts);
      const delivery = {
        digest: String(sent[0]?.["digest"]),
        sdHash: String(sent[0]?.["sd_hash"]),
        resolved: JSON.parse(String(sent[0]?.["resolved"])) as string[],
      };
      const kinds = receipts.map((receipt) => {
        const claims = verifyReceipt(receipt, parseRegistry(federation.registryFile()));
        requireReceiptFor(claims, delivery, { sender: NGO_B, recipient: NGO_C });
        return claims.kind;
      });
      expect(kinds).toEqual(["delivered", "decided"]);
    },
    60_000,
  );
});

describe("a recipient killed with -9 while it erases", () => {
  it.each(ERASURE_POINTS)(
    "at %s has erased after restart, and certifies it once",
    async (point) => {
      const world = await start(point);
      const id = await submit(world.sender, "referral");
      await until(world.sender, id, ({ state }) => state === "decided");
      const [row] = rows(world.folders.sender, "SELECT message FROM outbox");
      const message = JSON.parse(String(row?.["message"])) as DecodedMessage;
      const { "private.caseRef": caseRef, "private.consentRefs": refs } = message.private;

      const officer = { id: "staff-0042", assurance: 2 };
      const body = { messageId: id, consentRef: refs[0], officer };
      await post(world.sender, "/withdrawals", "withdrawal", body);
      await died(world.recipient.child);
      expect(world.recipient.child.signalCode).toBe("SIGKILL");
      await world.restart("recipient");
      await until(world.sender, id, ({ erasedAt }) => erasedAt !== undefined);

      await Promise.all([stop(world.sender.child), stop(world.recipient.child)]);
      for (const [folder, table] of [
        [world.folders.sender, "outbox"],
        [world.folders.recipient, "inbox"],
      ] as const) {
        const octets = ["gateway.db", "gateway.db-wal"]
          .filter((name) => existsSync(join(folder, name)))
          .map((name) => readFileSync(join(folder, name), "latin1"));
        // Half of it: a page of the file may end within.
        expect(octets.join("")).not.toContain(caseRef.slice(0, 11));
        expect(octets.join("")).not.toContain(caseRef.slice(11));
        const [left] = rows(folder, `SELECT * FROM ${table} WHERE id = '${id}'`);
        expect(left).toMatchObject({ message: null, sd_jwt: null, exchange_id: null });
      }
      const certificates = `SELECT * FROM inbox WHERE message_type = 'erasureCertificate'`;
      expect(rows(world.folders.sender, certificates)).toHaveLength(1);
    },
    60_000,
  );
});

type Side = "sender" | "recipient";

interface Running {
  child: ChildProcess;
  url: string;
  localUrl: string;
}

interface World extends Record<Side, Running> {
  readonly folders: Readonly<Record<Side, string>>;
  restart(side: Side): Promise<void>;
}

/** Two processes with their own folders, one of which dies at a point. */
async function start(point: Failpoint): Promise<World> {
  const base = join(root, point);
  const folders = { sender: join(base, "sender"), recipient: join(base, "recipient") };
  const names = { sender: "NGO-B", recipient: "NGO-C" } as const;
  for (const side of ["sender", "recipient"] as const) {
    mkdirSync(folders[side], { recursive: true });
    writeFileSync(join(folders[side], "key.json"), JSON.stringify(federation.keys[names[side]]));
    writeFileSync(join(folders[side], "agreement.jws"), federation.agreement);
    writeFileSync(join(folders[side], "registry.json"), JSON.stringify(federation.registryFile()));
  }
  const run = (side: Side, port: number, failpoint?: Failpoint): Promise<Running> =>
    spawn({
      folder: folders[side],
      entity: entityOf(names[side]),
      port,
      clockOffset,
      ...(failpoint === undefined ? {} : { failpoint }),
    });
  const side: Side = point.startsWith("outbox.") ? "sender" : "recipient";
  const [sender, recipient] = await Promise.all([
    run("sender", 0, side === "sender" ? point : undefined),
    run("recipient", 0, side === "recipient" ? point : undefined),
  ]);
  const registry = federation.registryFile({ "NGO-B": sender.url, "NGO-C": recipient.url });
  for (const folder of Object.values(folders)) {
    writeFileSync(join(folder, "registry.json"), JSON.stringify(registry));
  }
  await Promise.all([register(sender, registry), register(recipient, registry)]);
  const world: World = {
    sender,
    recipient,
    folders,
    async restart(dead) {
      world[dead] = await run(dead, Number(new URL(world[dead].url).port));
    },
  };
  return world;
}

async function spawn(config: ProcessConfig): Promise<Running> {
  const child = fork(PROCESS, [JSON.stringify(config)], {
    execPath: process.execPath,
    execArgv: ["--conditions=@safepassage/source"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  children.add(child);
  const [message] = (await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => {
      throw new Error("the process ended before it was ready");
    }),
  ])) as [{ ready: { url: string; localUrl: string } }];
  return { child, ...message.ready };
}

async function register({ child }: Running, registry: Record<string, unknown>): Promise<void> {
  const answered = once(child, "message");
  child.send(registry);
  await answered;
}

async function submit(sender: Running, idempotencyKey: string): Promise<string> {
  return post(sender, "/messages", idempotencyKey, { draft: requestS011(), mode: "asIs" });
}

/** Posts to a local route. Returns the id of the message that was queued. */
async function post(
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
  const answer = (await response.json()) as { id: string };
  expect(response.status).toBe(201);
  return answer.id;
}

interface Shown {
  readonly state: string;
  readonly erasedAt?: string;
  readonly receipts: readonly { readonly jwt: string }[];
}

/** Asks for a message until it is as expected. */
async function until(
  { localUrl }: Running,
  id: string,
  expected: (message: Shown) => boolean,
): Promise<Shown> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const response = await fetch(`${localUrl}/messages/${id}`, {
      headers: { authorization: `Bearer ${TOKENS.local}` },
    });
    const message = (await response.json()) as Shown;
    if (expected(message)) return message;
    if (Date.now() > deadline) throw new Error(`still ${message.state} after 20 s`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

async function died(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await once(child, "exit", { signal: AbortSignal.timeout(15_000) });
}

/** Ends one process that this test started. */
async function stop(child: ChildProcess): Promise<void> {
  children.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

function rows(folder: string, sql: string): readonly Record<string, unknown>[] {
  const db = new DatabaseSync(join(folder, "gateway.db"));
  try {
    return db.prepare(sql).all() as Record<string, unknown>[];
  } finally {
    db.close();
  }
}

const PROCESS = fileURLToPath(new URL("./gateway-process.ts", import.meta.url));
