import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeTestExchange } from "@safepassage/agency/node";
import { addGateway } from "@safepassage/gateway/node";
import { startPostgres } from "@safepassage/testing/postgres";
import { createDatabase } from "../exchange/postgres.ts";
import { type MortalGateway, openMortal } from "./gateway.ts";
import { type BadNetwork, openBadNetwork } from "./proxy.ts";

/** Two gateways, the network between them, and what can be killed. */
export interface KillWorld {
  readonly folders: readonly [string, string];
  readonly sender: { readonly localUrl: string; readonly token: string };
  readonly networks: readonly BadNetwork[];
  readonly mortals: Readonly<Record<string, MortalGateway>>;
  /** Kills one thing, and brings it back. */
  kill(name: string): Promise<void>;
  /** Names of what can be killed. */
  readonly victims: readonly string[];
  /** Stops gateways and networks. Returns the gateways' exit statuses. */
  stop(): Promise<readonly (number | null)[]>;
  /** Stops the database, if there is one. */
  close(): Promise<void>;
}

/** What a world is made of. */
export interface WorldOptions {
  readonly engine: "sqlite" | "postgres";
  /** The first of 22 free ports. */
  readonly port: number;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** The program of the command `safepassage`. */
  readonly command: string;
}

/** 64 GiB. */
const DAY_OCTETS = 68_719_476_736;

/** Makes two agencies and runs their gateways. The registry names the networks' ports. */
export async function openKillWorld(
  root: string,
  { engine, port, random, command }: WorldOptions,
): Promise<KillWorld> {
  const [b = "", c = ""] = makeTestExchange(join(root, "exchange"), { port });
  // Beside the folder, which nobody else may enter: the server runs as nobody where this program runs as root.
  const home = `${root}-pg`;
  let server = engine === "postgres" ? await startPostgres(home, QUICK) : undefined;
  for (const [index, folder] of [b, c].entries()) {
    addGateway(folder, {
      gateway: {
        ...{ listen: { port: port + 10 + index }, local: { port: port + 20 + index } },
        // A long run has more than one partner may bring within a day.
        limits: { partnerDayOctets: DAY_OCTETS },
      },
    });
    if (server === undefined) continue;
    const place = await createDatabase(server, `agency${index}`);
    editConfig(folder, { store: { engine: "postgres", ...place } });
  }
  const networks = [
    await openBadNetwork(port, port + 10, random),
    await openBadNetwork(port + 2, port + 11, random),
  ];
  const mortals = { sender: openMortal(command, b), receiver: openMortal(command, c) };
  const token = readFileSync(join(b, "tokens/local.token"), "utf8").trim();
  return {
    folders: [b, c],
    sender: { localUrl: `http://127.0.0.1:${port + 20}`, token },
    networks,
    mortals,
    victims: [...Object.keys(mortals), ...(server === undefined ? [] : ["database"])],
    async kill(name) {
      if (name !== "database") return mortals[name as keyof typeof mortals].kill();
      await server?.crash();
      server = await startPostgres(home, QUICK);
    },
    async stop() {
      const codes = await Promise.all(Object.values(mortals).map((one) => one.stop()));
      await Promise.all(networks.map((network) => network.close()));
      return codes;
    },
    async close() {
      await server?.stop();
    },
  };
}

/** After a kill a server syncs each of its thousand files, for seconds. One call for all of them does as much. */
const QUICK = { recovery_init_sync_method: "syncfs" };

function editConfig(folder: string, more: object): void {
  const path = join(folder, "agency.json");
  const config = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify({ ...config, ...more }));
}
