import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Agency, makeTestExchange, openAgency } from "@safepassage/agency/node";
import { addGateway } from "@safepassage/gateway/node";
import { requestOfToday } from "@safepassage/testing/draft-request";
import { afterAll, afterEach, beforeAll, beforeEach, inject } from "vitest";
import { call } from "./call-on-disk.ts";

const top = mkdtempSync(join(tmpdir(), "safepassage-backup-"));

/** What was made once for a file, and where each test has a copy of it. */
export const [made, root] = [join(top, "made"), join(top, "own")];
/** Received two messages; the second one is never erased. */
export const folder = join(root, "x/ngo-c");
/** Where copies go, and copies of keys. */
export const [backups, keyBackups] = [join(root, "backups"), join(root, "key-backups")];
/** The keys of contents. */
export const contents = join(folder, "keys/contents");
/** The digests of the two messages. */
export let [first, second] = ["", ""];
const children: ChildProcess[] = [];

/** Makes a gateway that received two messages once for a file, and copies it before each test. */
export function makeReceivedForEach(): void {
  beforeAll(async () => {
    const [ngoB = "", ngoC = ""] = makeTestExchange(join(made, "x"));
    addGateway(ngoC, { gateway: { listen: { port: 0 }, local: { port: 0 } } });
    const [b, c] = await Promise.all([openAgency(ngoB), openAgency(ngoC)]);
    [first, second] = [await sendOne(b, c), await sendOne(b, c)];
    await Promise.all([b.close(), c.close()]);
  });
  // With the modes of its folders, which Node's own copy does not keep.
  beforeEach(() => void execFileSync("cp", ["-a", made, root]));
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    rmSync(root, { recursive: true });
  });
  afterAll(() => rmSync(top, { recursive: true }));
}

async function sendOne(from: Agency, to: Agency): Promise<string> {
  return (await from.send(await from.prepare(requestOfToday()), to)).digest;
}

/** Runs a command of the gateway. */
export const gateway = (command: string, ...more: readonly string[]) =>
  call("gateway", command, folder, ...more);
/** Makes a backup. */
export const backup = (...more: readonly string[]) =>
  gateway("backup", "--to", backups, "--keys-to", keyBackups, ...more);
/** The copies that are there. */
export const copies = () => ({
  file: join(backups, readdirSync(backups).find((name) => name.endsWith(".backup")) ?? ""),
  keysFile: join(keyBackups, readdirSync(keyBackups).find((name) => name.endsWith(".keys")) ?? ""),
});

/** Gives the hash of each file in `state` and `keys/contents`. It leaves out the files that SQLite makes while it reads. */
export const octetsOf = () =>
  globSync(["state/*", "keys/contents/*"], { cwd: folder })
    .filter((name) => !/-(wal|shm)$|\.lock$/.test(name))
    .sort()
    .map((name) => [name, hashOf(join(folder, name))]);
/** The SHA-256 of a file. */
export const hashOf = (path: string) =>
  createHash("sha256").update(readFileSync(path)).digest("hex");

/** Whether a message can still be read, by its digest. */
export async function canRead(...digests: readonly string[]): Promise<readonly boolean[]> {
  const agency = await openAgency(folder);
  const read = [];
  for (const digest of digests) read.push((await agency.read(digest))?.message !== undefined);
  await agency.close();
  return read;
}

/** Starts the gateway, and waits until it is ready. */
export async function start() {
  const args = [inject("programs").command, "gateway", "run", folder];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  children.push(child);
  const ended = once(child, "close");
  const { out } = await gateway("status", "--wait", "30", "--json");
  const { outbox, inbox } = JSON.parse(out);
  return {
    counts: { outbox, inbox },
    stop() {
      child.kill("SIGTERM");
      return ended;
    },
  };
}
