import { createServer } from "node:net";
import { type GatewayConfig, isLoopback } from "@safepassage/agency";
import { FOLDER } from "@safepassage/agency/node";
import { type Finding, type FindingCode, finding } from "../findings/finding.ts";
import { judgeOpenFiles } from "../findings/judge-open-files.ts";
import { type Check, found, lacks } from "./check.ts";

/** Whether all ports are free, or the gateway of this folder has them, and how many connections the system allows. */
export const checkPorts: Check = {
  name: "ports",
  async look({ gateway, running, isStarting }) {
    if (gateway === undefined) return lacks("/gateway of agency.json");
    if (running !== undefined) {
      const { pid, url, localUrl } = running.record;
      const note = pid === undefined ? localUrl : `${url} and ${localUrl}, process ${pid}`;
      return found(isStarting ? [finding("GATEWAY_RUNNING", FOLDER.state)] : [], note);
    }
    const { host = LOOPBACK, tls } = gateway.listen;
    const listeners = listenersOf(gateway);
    const findings: Finding[] = [...judgeOpenFiles(gateway.limits?.connections)];
    for (const listener of listeners) {
      for (const found of await tryPort(listener))
        findings.push(isStarting && isOfListen(found) ? addressAwaited() : found);
    }
    if (tls === undefined && !isLoopback(host))
      findings.push(finding("LISTEN_IN_CLEAR", FOLDER.config, { place: "/gateway/listen/host" }));
    return found(findings, listeners.map((one) => `${one.host}:${one.port}`).join(", "));
  },
};

/** A gateway that starts waits for the address: a network often comes up after it. */
export const addressAwaited = (): Finding =>
  finding("ADDRESS_UNKNOWN", FOLDER.config, { place: LISTEN_HOST, level: "waiting" });

const isOfListen = ({ code, place }: Finding): boolean =>
  code === "ADDRESS_UNKNOWN" && place === LISTEN_HOST;

/** Where a gateway listens, and which members of its configuration say so. */
interface Listener {
  readonly host: string;
  readonly port: number;
  readonly places: { readonly host: string; readonly port: string };
}

/** In the order in which they are opened. */
function listenersOf({ listen, local, metrics }: GatewayConfig): readonly Listener[] {
  const at = (member: string, host = "host") => ({
    host: `/gateway/${member}/${host}`,
    port: `/gateway/${member}/port`,
  });
  return [
    { host: listen.host ?? LOOPBACK, port: listen.port, places: at("listen") },
    { host: LOOPBACK, port: local.port, places: at("local") },
    ...(metrics
      ? [
          {
            ...{ host: metrics.hostname ?? LOOPBACK, port: metrics.port },
            places: at("metrics", "hostname"),
          },
        ]
      : []),
  ];
}

/** Listens for a moment. An address that this machine lacks is found with any port. */
function tryPort({ host, port, places }: Listener): Promise<readonly Finding[]> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", ({ code = "" }: NodeJS.ErrnoException) => {
      resolve([portFinding(code, places)]);
    });
    server.listen({ host, port }, () => server.close(() => resolve([])));
  });
}

/** Makes the finding of a gateway that could not listen, from what the system said. */
export function listenFinding(
  gateway: GatewayConfig,
  {
    code = "",
    address,
    port,
  }: NodeJS.ErrnoException & { readonly address?: string; readonly port?: number },
): Finding {
  const listeners = listenersOf(gateway);
  const { places } =
    listeners.find((one) => one.port === port && one.host === address) ??
    listeners.find((one) => one.port === port) ??
    (listeners[0] as Listener);
  return portFinding(code, places);
}

function portFinding(code: string, { host, port }: Listener["places"]): Finding {
  const known: FindingCode = OF_LISTEN.get(code) ?? "ADDRESS_UNKNOWN";
  return finding(known, FOLDER.config, { place: known === "ADDRESS_UNKNOWN" ? host : port });
}

const LOOPBACK = "127.0.0.1";
const LISTEN_HOST = "/gateway/listen/host";
const OF_LISTEN: ReadonlyMap<string, FindingCode> = new Map([
  ["EADDRINUSE", "PORT_IN_USE"],
  ["EACCES", "PORT_REFUSED"],
  ["EPERM", "PORT_REFUSED"],
]);
