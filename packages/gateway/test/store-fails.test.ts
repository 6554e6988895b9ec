import { rmSync } from "node:fs";
import { requestOfToday } from "@safepassage/testing/draft-request";
import { until } from "@safepassage/testing/until";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { runGateway, type StartedGateway } from "../src/node.ts";
import { type FailingStore, type Fault, giveFailingStore } from "./failing-stores.ts";
import { type Folders, makeFolders } from "./gateway-folder.ts";
import { askLocal, type RegistryServer, serveRegistry } from "./run-world.ts";
import type { Line } from "./watching.ts";

const AWAY = "GATEWAY_STORE_AWAY";
const READ_ONLY = "GATEWAY_STORE_READ_ONLY";
const UNREADABLE = "GATEWAY_STORE_UNREADABLE";

/** What a gateway says of a store: in its answers, in its health, and as the cause in its log. */
const FAULTS: readonly (readonly [string, keyof FailingStore, string, string, RegExp])[] = [
  // First: its cause has no code, and the log tells a cause again only after a while.
  ["server does not answer", "isSilent", AWAY, AWAY, /^(Error|SQLSTATE_57P01)$/],
  ["server is away", "isAway", AWAY, AWAY, /^(ENOENT|SQLSTATE_57P01)$/],
  ["server lets nobody in", "isClosed", AWAY, AWAY, /^SQLSTATE_55000$/],
  [
    "database can only be read",
    "isReadOnly",
    READ_ONLY,
    READ_ONLY,
    /^(GATEWAY_STORE_READ_ONLY|SQLSTATE_25006)$/,
  ],
  [
    "data are damaged, as a trigger says",
    "saysDamaged",
    UNREADABLE,
    UNREADABLE,
    /^SQLSTATE_XX001$/,
  ],
  [
    "disk is full, as a trigger says",
    "saysFull",
    "GATEWAY_STORE_FULL",
    "STORE_FULL",
    /^SQLSTATE_53100$/,
  ],
];

describe("two gateways with PostgreSQL", () => {
  let made: Folders;
  let registry: RegistryServer;
  let stores: readonly FailingStore[];
  const gateways: Running[] = [];
  beforeAll(async () => {
    made = makeFolders();
    registry = await serveRegistry(made);
    const folders = [made.b, made.c];
    stores = await Promise.all(folders.map(giveFailingStore));
    for (const folder of folders) gateways.push(await start(folder));
    registry.publish(({ agencies }) => {
      for (const [index, entity] of ENTITIES.entries()) {
        const agency = agencies.find((one) => one.entity === entity);
        Object.assign(agency ?? {}, { endpoint: gateways[index]?.running.url });
      }
    });
    for (const { running } of gateways) await running.lookAgain();
  });
  afterAll(async () => {
    for (const { running } of gateways) await running.close();
    await registry.down();
    for (const store of stores) await store.close();
    rmSync(made.root, { recursive: true, force: true });
  });

  it.each(FAULTS)(
    "say so, lose nothing and go on by themselves where the %s",
    async (_, fault, code, reason, cause) => {
      const [b, c] = gateways as [Running, Running];
      const [atB, atC] = stores.map((store) => store[fault]) as [Fault, Fault];
      const reasons = async ({ ask }: Running) => {
        const began = performance.now();
        const { json } = await ask("/v1/health");
        // A store that does not answer keeps nobody from being told so.
        expect(performance.now() - began).toBeLessThan(6000);
        for (const { file, place } of json.reasons) {
          expect([file, place]).toEqual(["agency.json", "/store"]);
        }
        return json.reasons.map((one: { code: string }) => one.code);
      };

      // The recipient's store fails first: what was acknowledged waits at its sender.
      const over = [await atC()];
      onTestFinished(async () => {
        for (const end of over) await end();
      });
      const { status, json } = await b.ask("/v1/messages", message());
      expect([status, json.code]).toEqual([201, undefined]);
      await until(async () => (await reasons(c)).includes(reason));
      expect(await reasons(b)).toEqual([]);
      await until(() => c.lines.some((line) => line.code === code && cause.test(line.cause ?? "")));

      over.push(await atB());
      const refused = message();
      await until(async () => {
        const answer = await b.ask("/v1/messages", refused);
        expect(answer.status).toBe(503);
        // Most faults begin with a cut connection, which this request may meet.
        expect([code, AWAY]).toContain(answer.json.code);
        return answer.json.code === code && (await reasons(b)).includes(reason);
      });

      for (const end of over.splice(0)) await end();
      await until(async () => (await reasons(b)).length + (await reasons(c)).length === 0);
      const again = await b.ask("/v1/messages", refused);
      expect(again.status).toBe(201);
      for (const { digest } of [json, again.json]) {
        await until(async () => (await b.ask(`/v1/messages/${digest}`)).json.state === "decided");
      }
    },
  );
});

/** Makes folders of agencies of which one has a store that can fail. */
async function makeFailing() {
  const made = makeFolders();
  const store = await giveFailingStore(made.b);
  onTestFinished(async () => {
    await store.close();
    rmSync(made.root, { recursive: true, force: true });
  });
  return { made, store };
}

it("a gateway whose server is away when it starts waits for it, says so, and can be stopped", async () => {
  const { made, store } = await makeFailing();
  const appear = await store.isAway();
  const lines: Line[] = [];
  const write = (line: string) => lines.push(JSON.parse(line));
  const stop = new AbortController();
  const stopped = runGateway(made.b, { write, signal: stop.signal });
  await until(() => lines.some(({ event, code }) => event === "failed" && code === AWAY));
  stop.abort();
  await expect(stopped).rejects.toMatchObject({ code: AWAY });

  const before = lines.length;
  const starting = start(made.b, lines);
  await until(() => lines.length > before);
  await appear();
  const { running, ask } = await starting;
  expect((await ask("/v1/health")).json.reasons).toEqual([]);
  await running.close();
});

it("a gateway whose database takes no writes when it starts, as before a standby leads, goes on by itself", async () => {
  const { made, store } = await makeFailing();
  await (await start(made.b)).running.close();
  const lead = await store.isReadOnly();
  const { running, ask } = await start(made.b);
  const reasons = async () =>
    (await ask("/v1/health")).json.reasons.map(({ code }: { readonly code: string }) => code);
  expect(await reasons()).toEqual([READ_ONLY]);
  await lead();
  await until(async () => (await reasons()).length === 0);
  await running.close();
});

const ENTITIES = ["https://ngo-b.test", "https://ngo-c.test"];
const message = () => ({ mode: "minimise", draft: requestOfToday() });

interface Running {
  readonly running: StartedGateway;
  readonly lines: readonly (Line & { readonly cause?: string })[];
  ask(path: string, body?: object): ReturnType<typeof askLocal>;
}

async function start(folder: string, lines: Line[] = []): Promise<Running> {
  const running = await runGateway(folder, {
    write: (line) => lines.push(JSON.parse(line)),
    timing: { pollMs: 20, lookMs: 25, refreshMs: 25 },
    retry: { baseMs: 20, maxMs: 200 },
  });
  return { running, lines, ask: (path, body) => askLocal(folder, running.localUrl, path, body) };
}
