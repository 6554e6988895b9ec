import { accessSync, constants } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { AgencyError, type AgencyErrorCode, type StoreConfig } from "@safepassage/agency";
import { FOLDER, type FolderFault } from "@safepassage/agency/node";
import { type Finding, type FindingCode, finding, raise } from "../findings/finding.ts";
import { judgeOpenFiles } from "../findings/judge-open-files.ts";
import { type Check, found, lacks } from "./check.ts";

/** The version of Node. */
export const checkNode: Check = {
  name: "node",
  look() {
    const { version } = process;
    const isOld = Number(/^v(\d+)/.exec(version)?.[1]) < OLDEST_NODE;
    return found(isOld ? [finding("NODE_TOO_OLD", "node")] : [], version);
  },
};

/** Whether the database is there or can be made, and is one of this program. */
export const checkDatabase: Check = {
  name: "database",
  look({ folder, config, store, isHeld, running, isStarting }) {
    if (config.value === undefined) return lacks(FOLDER.config);
    if (store === undefined) return lacks(FOLDER.config);
    const isServer = config.value.store?.engine === "postgres";
    const where = isServer ? { file: FOLDER.config, place: "/store" } : { file: FOLDER.database };
    if (store instanceof AgencyError) {
      const { code, title, hint, details } = store;
      // Files that the configuration names have faults of their own.
      const faults = details["faults"] as readonly FolderFault[] | undefined;
      const fault = { code, ...where, sentence: `${title}.`, fix: hint };
      return found(raise(faults ?? [fault], PASSING.has(code) ? "waiting" : "mistake"));
    }
    const inClear =
      isServer && isFar(config.value.store)
        ? [finding("STORE_IN_CLEAR", FOLDER.config, { place: "/store/authorities" })]
        : [];
    if (inClear.length > 0) return found(inClear);
    if (!isWritable(join(folder, FOLDER.state)))
      return found([finding("STATE_UNWRITABLE", FOLDER.state)]);
    // A gateway that starts waits for it itself.
    if (isHeld && running === undefined && !isStarting) {
      return found([finding("STORE_HELD", FOLDER.database)]);
    }
    if (store.state === "absent") return found([], "is made when the gateway starts");
    return found([], `tables of version ${store.version}`);
  },
};

/** Whether both ports are free, or the gateway of this folder has them, and how many connections the system allows. */
export const checkPorts: Check = {
  name: "ports",
  async look({ gateway, running, isStarting }) {
    if (gateway === undefined) return lacks("/gateway of agency.json");
    if (running !== undefined) {
      const { pid, url, localUrl } = running.record;
      const note = `${url} and ${localUrl}, process ${pid}`;
      return found(isStarting ? [finding("GATEWAY_RUNNING", FOLDER.state)] : [], note);
    }
    const { host = LOOPBACK, port, tls } = gateway.listen;
    const findings = [
      ...judgeOpenFiles(gateway.limits?.connections),
      ...(await tryPort(host, port, "/gateway/listen/port")),
      ...(await tryPort(LOOPBACK, gateway.local.port, "/gateway/local/port")),
      ...(tls === undefined && !isLoopback(host)
        ? [finding("LISTEN_IN_CLEAR", FOLDER.config, { place: "/gateway/listen/host" })]
        : []),
    ];
    return found(findings, `${host}:${port} and ${LOOPBACK}:${gateway.local.port}`);
  },
};

/** Listens for a moment. */
function tryPort(host: string, port: number, place: string): Promise<readonly Finding[]> {
  if (port === 0) return Promise.resolve([]);
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", ({ code = "" }: NodeJS.ErrnoException) => {
      resolve([portFinding(code, place)]);
    });
    server.listen({ host, port }, () => server.close(() => resolve([])));
  });
}

/** Makes the finding of a port that cannot be listened on. */
export function portFinding(code: string, place: string): Finding {
  const known: FindingCode = OF_LISTEN.get(code) ?? "ADDRESS_UNKNOWN";
  const where = known === "ADDRESS_UNKNOWN" ? place.replace(/port$/, "host") : place;
  return finding(known, FOLDER.config, { place: where });
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether a database is reached over a network, without TLS. */
const isFar = (store: StoreConfig | undefined): boolean =>
  store?.engine === "postgres" &&
  !store.host.startsWith("/") &&
  !isLoopback(store.host) &&
  store.authorities === undefined;

/** Whether only this machine reaches an address. */
const isLoopback = (host: string): boolean => /^(127\.[\d.]+|::1|localhost)$/.test(host);

/** A server may be back, a disk get room and another program end without a person who mends the folder. */
const PASSING: ReadonlySet<string> = new Set<AgencyErrorCode>([
  ...(["GATEWAY_STORE_AWAY", "GATEWAY_STORE_FULL", "GATEWAY_STORE_IN_USE"] as const),
]);
const LOOPBACK = "127.0.0.1";
const OLDEST_NODE = 24;
const OF_LISTEN: ReadonlyMap<string, FindingCode> = new Map([
  ["EADDRINUSE", "PORT_IN_USE"],
  ["EACCES", "PORT_REFUSED"],
  ["EPERM", "PORT_REFUSED"],
]);
