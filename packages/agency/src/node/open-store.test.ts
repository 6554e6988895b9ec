import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openPostgresSnapshot } from "../postgres.ts";
import { inspectStore } from "./inspect-store.ts";
import { followPostgresPlace, openFilling, openSnapshot, openStore } from "./open-store.ts";

it("reads the password again before each connection, and goes on with the last in the middle of a change", () => {
  const folder = mkdtempSync(join(tmpdir(), "safepassage-place-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "password");
  const write = (text: string): void => writeFileSync(path, text, { mode: 0o600 });
  write("first\n");
  const named = { host: "127.0.0.1", database: "b", user: "b" };
  const placeNow = followPostgresPlace(folder, {
    ...{ engine: "postgres", ...named, passwordFile: "password" },
  });
  expect(placeNow()).toEqual({ ...named, password: "first" });
  write("second\n");
  expect(placeNow().password).toBe("second");
  write("");
  expect(placeNow().password).toBe("second");
  rmSync(path);
  expect(placeNow().password).toBe("second");
  write("third\n");
  chmodSync(path, 0o644);
  expect(placeNow().password).toBe("second");
  chmodSync(path, 0o600);
  expect(placeNow().password).toBe("third");
});

describe("a database over a network without TLS", () => {
  it.each([
    ["work", openStore],
    ["a look", inspectStore],
    ["a backup", openSnapshot],
    ["a restore", openFilling],
  ])("is not asked for %s: nobody there gets the password", async (_, open) => {
    const folder = mkdtempSync(join(tmpdir(), "safepassage-place-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { store, asked } = await serverFar();
    const fault = { code: "STORE_IN_CLEAR", file: "agency.json", place: "/store/authorities" };
    await expect((async () => open(folder, { store }))()).rejects.toMatchObject({
      code: "AGENCY_FOLDER_INVALID",
      details: { faults: [expect.objectContaining(fault)] },
    });
    await expect((async () => openPostgresSnapshot(store))()).rejects.toThrow("needs authorities");
    expect(asked()).toBe(0);
  });
});

/** A server on this machine, by an address that need not be of this machine. */
async function serverFar() {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const store = { engine: "postgres", host: "0.0.0.0", port, database: "b", user: "b" } as const;
  return { store, asked: () => connections };
}
