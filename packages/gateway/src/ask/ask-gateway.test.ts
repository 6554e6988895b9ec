import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "@safepassage/agency/node";
import { afterEach, describe, expect, it } from "vitest";
import { createExchange, TOKENS } from "../../test/world.ts";
import { serveGateway } from "../serve/serve-gateway.ts";
import { askGateway, askLocal, askUntilReady } from "./ask-gateway.ts";
import { type RunningRecord, readRunning, writeRunning } from "./running-record.ts";

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

describe("the token of a folder", () => {
  it("goes to the gateway that has it too", async () => {
    const { localUrl } = await serve();
    const folder = makeFolder(localUrl);
    expect((await askGateway(folder))?.health["status"]).toBe("ready");
    const answered = askLocal(folder, recordOf(folder), "/v1/clock/confirmation", { time: "soon" });
    await expect(answered).rejects.toMatchObject({ code: "GATEWAY_BODY_INVALID" });
  });

  it.each([
    ["says that it is ready", async () => '{"status":"ready"}'],
    ["makes up a proof", async () => `{"proof":"${"A".repeat(43)}"}`],
    ["says too much", async () => `{"proof":"${"A".repeat(1_000_000)}"}`],
    [
      "passes the question on to a gateway that has the token",
      async (path: string) => (await fetch((await serve()).localUrl + path)).text(),
    ],
  ])("does not go to a program at its old port that %s", async (_, answer) => {
    const thief = await listen(answer);
    const folder = makeFolder(thief.url);
    expect(await askGateway(folder)).toBeUndefined();
    await expect(askLocal(folder, recordOf(folder), "/v1/locks", {})).rejects.toMatchObject({
      code: "GATEWAY_NOT_RUNNING",
    });
    expect(thief.asked.map(({ path }) => path.split("?")[0])).toEqual(["/proof", "/proof"]);
    expect(JSON.stringify(thief.asked)).not.toContain(TOKENS.local);
  });

  it("is proved for this question and this address alone", async () => {
    const { localUrl } = await serve();
    const ask = async (nonce: string, url = localUrl) =>
      ((await (await fetch(`${url}/proof?nonce=${nonce}`)).json()) as { proof: string }).proof;
    const [first, again, second, elsewhere] = [
      await ask("a"),
      await ask("a"),
      await ask("b"),
      await ask("a", (await serve()).localUrl),
    ];
    expect(first).toMatch(/^[\w-]{43}$/);
    expect(again).toBe(first);
    expect(new Set([first, second, elsewhere]).size).toBe(3);
  });
});

it("a gateway that was killed is told apart from one that never ran", async () => {
  const folder = makeFolder("http://127.0.0.1:1");
  const saidOf = () => askUntilReady(folder, 0).catch(({ code, message }) => [code, message]);
  expect(await saidOf()).toEqual([
    "GATEWAY_NOT_RUNNING",
    `process ${process.ppid} at http://127.0.0.1:1 is written down there, and does not answer`,
  ]);
  rmSync(join(folder, "state/gateway.json"));
  expect(await saidOf()).toEqual([
    "GATEWAY_NOT_RUNNING",
    "none has written itself down there, and none answers at the local port",
  ]);
});

it("a gateway whose token was changed under it is not said to be off", async () => {
  const folder = makeFolder((await serve()).localUrl);
  const saidOf = () => askUntilReady(folder, 0).catch(({ message }) => message);
  const path = join(folder, "tokens/local.token");
  writeFileSync(path, "another-token-of-the-agencys-own-systems");
  expect(await saidOf()).toMatch(
    /has another token than tokens\/local\.token: .* its log says if it does not$/,
  );
  writeFileSync(path, "");
  expect(await saidOf()).toContain(
    "cannot be asked: tokens/local.token is not there, or cannot be",
  );
});

it("a gateway that could not write itself down is found at the local port", async () => {
  const { localUrl } = await serve();
  const folder = makeFolder(localUrl);
  rmSync(join(folder, "state/gateway.json"));
  expect(await askGateway(folder)).toBeUndefined();
  configure(folder, localUrl);
  const running = await askGateway(folder);
  expect(running?.record).toEqual({ localUrl });
  expect(running?.health["status"]).toBe("ready");
});

it("a gateway that writes itself down while it is asked is shown with what it wrote", async () => {
  const { gateway } = createExchange().b;
  const served = await serveGateway(
    {
      ...gateway,
      localFetch(request, address) {
        if (request.url.endsWith("/v1/health")) writeRunning(folder, record);
        return gateway.localFetch(request, address);
      },
    },
    { port: 0, localPort: 0 },
  );
  undo.push(() => served.close());
  const folder = makeFolder(served.localUrl);
  const record = recordOf(folder);
  rmSync(join(folder, "state/gateway.json"));
  configure(folder, served.localUrl);
  expect((await askGateway(folder))?.record).toEqual(record);
});

it("a gateway that ends in the middle of its answer is said to be off, and nobody is told that nothing was done", async () => {
  const { gateway } = createExchange().b;
  const halfAnswer = () => {
    const body = new ReadableStream({
      pull(controller) {
        controller.enqueue(new TextEncoder().encode('{"digest":'));
        controller.error(new Error("killed"));
      },
    });
    return new Response(body, { headers: { "content-type": "application/json" } });
  };
  const served = await serveGateway(
    {
      ...gateway,
      localFetch: (request, address) =>
        request.url.endsWith("/v1/withdrawals")
          ? Promise.resolve(halfAnswer())
          : gateway.localFetch(request, address),
    },
    { port: 0, localPort: 0 },
  );
  undo.push(() => served.close());
  const folder = makeFolder(served.localUrl);
  await expect(askLocal(folder, recordOf(folder), "/v1/withdrawals", {})).rejects.toMatchObject({
    code: "GATEWAY_NOT_RUNNING",
    message: expect.stringMatching(/see whether what it was asked for is done/),
  });
});

it("a gateway that still starts is told apart from one that never ran", async () => {
  const folder = makeFolder("http://127.0.0.1:1");
  rmSync(join(folder, "state/gateway.json"));
  const config = { entity: "https://ngo-b.test", registry: "registry.jwt" };
  writeFileSync(join(folder, "agency.json"), JSON.stringify(config));
  const saidOf = () => askUntilReady(folder, 0).catch(({ message }) => message);
  // As while it brings the tables of a large database up to date.
  const store = openSqliteStore(join(folder, "state/agency.db"));
  expect(await saidOf()).toMatch(/, but a program works with its database: a gateway that starts,/);
  await store.close();
  expect(await saidOf()).toMatch(/none answers at the local port$/);
});

/** A folder with a token, and the record of a gateway whose process id another program has got. */
function makeFolder(localUrl: string): string {
  const folder = mkdtempSync(join(tmpdir(), "safepassage-ask-"));
  undo.push(() => rmSync(folder, { recursive: true }));
  for (const name of ["tokens", "state"]) mkdirSync(join(folder, name), { mode: 0o700 });
  writeFileSync(join(folder, "agency.json"), "{}");
  writeFileSync(join(folder, "tokens/local.token"), `${TOKENS.local}\n`, { mode: 0o600 });
  const startedAt = "2026-11-24T09:02:00Z";
  const [pid, url, version] = [process.ppid, "http://127.0.0.1:1", "0.1.0"];
  writeRunning(folder, { pid, url, localUrl, startedAt, version });
  return folder;
}

/** Gives a folder the configuration of a gateway with this local port. */
function configure(folder: string, localUrl: string): void {
  const local = { port: Number(new URL(localUrl).port) };
  const config = {
    ...{ entity: "https://ngo-b.test", registry: "registry.jwt" },
    gateway: { listen: { port: 1 }, local },
  };
  writeFileSync(join(folder, "agency.json"), JSON.stringify(config));
}

function recordOf(folder: string): RunningRecord {
  const record = readRunning(folder);
  if (record === undefined) throw new TypeError("there is no record");
  return record;
}

async function serve() {
  const served = await serveGateway(createExchange().b.gateway, { port: 0, localPort: 0 });
  undo.push(() => served.close());
  return served;
}

/** A program that notes what it is asked. */
async function listen(answer: (path: string) => Promise<string>) {
  const asked: { readonly path: string; readonly headers: object }[] = [];
  const server = createServer(async ({ url: path = "", headers }, response) => {
    asked.push({ path, headers });
    response.end(await answer(path));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  undo.push(() => server.close());
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
