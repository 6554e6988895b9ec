import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, inject, it } from "vitest";
import { entityOf } from "../src/agencies.ts";
import { PortTaken, withFreePorts } from "../src/free-ports.ts";
import { createWorld } from "../src/setup.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Listens on a port, as another program. Fails if it is not free. */
async function take(port: number): Promise<number> {
  const server = createServer();
  servers.push(server);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" ? (address?.port ?? 0) : 0;
}

describe("free ports", () => {
  it("are different ones, and can be listened on", async () => {
    const taken = await withFreePorts(8, (ports) => Promise.all(ports.map(take)));
    expect(new Set(taken).size).toBe(8);
  });

  it("are looked for again where another program has taken one, and no more than three times", async () => {
    const tried: number[] = [];
    const start = (failures: number) =>
      withFreePorts(1, async ([port = 0]) => {
        tried.push(port);
        if (tried.length <= failures) throw new PortTaken("NGO-B");
        return take(port);
      });
    expect(await start(2)).toBe(tried.at(2));
    tried.length = 0;
    await expect(start(3)).rejects.toThrow("another program has taken the port of NGO-B");
    expect(tried).toHaveLength(3);
  });

  it("are not looked for again after another failure", async () => {
    let count = 0;
    const failing = withFreePorts(1, async () => {
      count += 1;
      throw new Error("something else");
    });
    await expect(failing).rejects.toThrow("something else");
    expect(count).toBe(1);
  });
});

describe("a gateway of the demo", () => {
  it("says that its port is taken, and ends", async () => {
    const folder = mkdtempSync(join(tmpdir(), "safepassage-ports-"));
    try {
      createWorld(folder, new Date());
      const path = join(folder, "NGO-B", "agency.json");
      const config = JSON.parse(readFileSync(path, "utf8"));
      config.gateway.local.port = await take(0);
      writeFileSync(path, JSON.stringify(config));
      const program = join(dirname(inject("programs").demo), "gateway-process.mjs");
      const child = fork(program, [join(folder, "NGO-B"), entityOf("NGO-B")]);
      const ended = once(child, "exit");
      expect(await once(child, "message")).toMatchObject([{ portTaken: true }, undefined]);
      expect(await ended).toEqual([1, null]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
