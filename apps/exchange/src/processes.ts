import { type ChildProcess, fork } from "node:child_process";
import { extname, join } from "node:path";
import { AGENCIES, type AgencyName, entityOf } from "./agencies.ts";
import { PortTaken, withFreePorts } from "./free-ports.ts";
import {
  type Addresses,
  announcePeople,
  announceRegistry,
  type World,
  writeRegistry,
} from "./setup.ts";
import { openWire, type Wire } from "./wire.ts";

/** One gateway that runs. */
export interface RunningGateway {
  readonly name: AgencyName;
  readonly pid: number;
  /** Where it listens for other agencies. They reach it over the wire. */
  readonly url: string;
  /** Address for the agency's own systems. */
  readonly localUrl: string;
}

/** The registry, the sign-in providers and all gateways. */
export interface RunningExchange {
  readonly registry: { readonly pid: number; readonly url: string };
  readonly gateways: Readonly<Record<AgencyName, RunningGateway>>;
  /** Where the officers of each agency sign in. */
  readonly provider: { readonly pid: number; readonly issuers: Addresses };
  /** What the messages go over. */
  readonly wire: Wire;
  /** Ends every process that was started here, and waits for their end. */
  stop(): Promise<void>;
}

/**
 * Starts the registry and one gateway an agency, and lets the gateways find each other.
 *
 * @param signal - Ends the start, and every process that was started until then.
 * @throws Error naming the process that did not start within three minutes, or whose port was taken again and again;
 *   the reason of `signal`.
 */
export function startExchange(world: World, signal?: AbortSignal): Promise<RunningExchange> {
  return withFreePorts(AGENCIES.length, (ports) => {
    const locals = AGENCIES.map((name, index) => [name, `http://127.0.0.1:${ports[index]}`]);
    return startAll(world, Object.fromEntries(locals), signal);
  });
}

/** @param locals - The address of each gateway for its own agency: provider and gateway have to know it before. */
async function startAll(
  world: World,
  locals: Addresses,
  signal: AbortSignal | undefined,
): Promise<RunningExchange> {
  const answer = <T>(child: ChildProcess, member: string, name: string): Promise<T> =>
    answerOf<T>(child, { member, name, signal });
  const children: ChildProcess[] = [];
  const wire = await openWire();
  const stop = async (): Promise<void> => {
    await Promise.all(children.map(end));
    await wire.close();
  };
  try {
    // Of a minute ago, so that the one with the addresses can be of now: it has to be of a later second.
    writeRegistry(world, new Date(Date.now() - 60_000), {});
    const registry = start(children, "registry-process", [join(world.folder, "registry")]);
    const { port } = await answer<{ port: number }>(registry, "ready", "the registry");
    const registryUrl = `http://127.0.0.1:${port}/registry`;
    announceRegistry(world, registryUrl);
    const provider = start(children, "provider-process", [JSON.stringify(locals)]);
    const issuers = await answer<Addresses>(provider, "ready", "the sign-in provider");
    announcePeople(world, { issuers, locals });

    const started = await Promise.all(
      AGENCIES.map(async (name) => {
        const args = [join(world.folder, name), entityOf(name)];
        const child = start(children, "gateway-process", args);
        const addresses = await answer<Pick<RunningGateway, "url" | "localUrl">>(
          child,
          "ready",
          name,
        );
        return { child, gateway: { name, pid: child.pid ?? 0, ...addresses } };
      }),
    );
    for (const { gateway } of started) wire.connect(gateway.name, gateway.url);
    const endpoints = Object.fromEntries(AGENCIES.map((name) => [name, wire.addressOf(name)]));
    writeRegistry(world, new Date(), endpoints);
    await Promise.all(
      started.map(({ child, gateway }) => {
        const read = answer(child, "registryRead", gateway.name);
        // If the process has ended, `read` fails and says so.
        child.send({ registryChanged: true }, () => {});
        return read;
      }),
    );
    return {
      registry: { pid: registry.pid ?? 0, url: registryUrl },
      provider: { pid: provider.pid ?? 0, issuers },
      gateways: Object.fromEntries(
        started.map(({ gateway }) => [gateway.name, gateway]),
      ) as RunningExchange["gateways"],
      ...{ wire, stop },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function start(children: ChildProcess[], module: string, args: readonly string[]): ChildProcess {
  // As this module was started: from sources, or bundled beside the others.
  const path = join(import.meta.dirname, `${module}${extname(import.meta.filename)}`);
  const child = fork(path, args, {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    // Compiled once for all, and for the next start too.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, COMPILE_CACHE), ...process.env },
  });
  children.push(child);
  return child;
}

/** Waits for one message of a process. */
function answerOf<T>(
  child: ChildProcess,
  {
    member,
    name,
    signal,
  }: { readonly member: string; readonly name: string; readonly signal: AbortSignal | undefined },
): Promise<T> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const seconds = WAIT_MS / 1000;
    const timer = setTimeout(() => fail(`did not answer within ${seconds} s`), WAIT_MS);
    const fail = (what: string): void => {
      clean();
      reject(new Error(`${name} ${what}`));
    };
    const onMessage = (message: unknown): void => {
      const given = message as Record<string, unknown>;
      if (!(member in given || "portTaken" in given)) return;
      clean();
      if ("portTaken" in given) reject(new PortTaken(name));
      else resolve(given[member] as T);
    };
    const onExit = (): void => fail("ended before it was ready");
    const onAbort = (): void => {
      clean();
      reject(signal?.reason);
    };
    const clean = (): void => {
      clearTimeout(timer);
      child.off("message", onMessage);
      child.off("exit", onExit);
      signal?.removeEventListener("abort", onAbort);
    };
    child.on("message", onMessage);
    child.on("exit", onExit);
    signal?.addEventListener("abort", onAbort);
    // A process that has already ended emits no other "exit".
    if (hasEnded(child)) onExit();
  });
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

/** Ends a process as its parent's end would, so that its database is closed in order. */
function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
    if (child.connected) child.disconnect();
    else child.kill();
  });
}

/** Ten processes on a slow machine that does other things besides. */
const WAIT_MS = 180_000;
/** From the folder of this module, in the sources and in the bundle. Nobody commits it. */
const COMPILE_CACHE = "../../../.cache/compile";
