import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Load, openLoad } from "./load.ts";
import { findFaults } from "./verify.ts";
import { type KillWorld, openKillWorld, type WorldOptions } from "./world.ts";

/** How gateways are killed. */
export interface KillOptions extends WorldOptions {
  /** How many kills. Each victim is killed once before chance chooses. */
  readonly count: number;
  /** Case systems that submit at the same time. */
  readonly atOnce: number;
  /** Least and most milliseconds before each kill. */
  readonly pauseMs: readonly [number, number];
  /** Hears how far the run is, after each kill. */
  readonly tell: (done: number, acknowledged: number) => void;
}

/** What a run has shown. */
export interface KillFigures {
  /** What was lost, applied twice or is not proven, and gateways that ended otherwise than with 0; empty if nothing. */
  readonly faults: readonly string[];
  /** Kills by what was killed. */
  readonly kills: Readonly<Record<string, number>>;
  /** Digests of the messages that the sender's gateway acknowledged. */
  readonly acknowledged: ReadonlySet<string>;
  /** Of sender and receiver. */
  readonly folders: readonly [string, string];
  /** Requests that case systems had to repeat. */
  readonly repeated: number;
  /** What each network did. */
  readonly networks: readonly object[];
}

/**
 * Kills gateways, and their database, under load. Then waits until every message is decided, and judges.
 *
 * @param root - A folder for the run. The cluster of PostgreSQL lies beside it, in `<root>-pg`. Both stay.
 * @throws Error with what the gateways wrote last, if they do not come to an end.
 */
export async function runKills(
  root: string,
  { count, atOnce, pauseMs: [least, most], tell, ...options }: KillOptions,
): Promise<KillFigures> {
  const { random } = options;
  const world = await openKillWorld(root, options);
  const load = openLoad(world.sender, { atOnce, random });
  try {
    await until(() => load.acknowledged.size > 5, "the gateways did not start");
    const kills: Record<string, number> = {};
    for (let done = 0; done < count; done++) {
      // Most kills shall hit a gateway that works, and not one that starts.
      if (done % 3 !== 2) await untilMore(load, 2);
      await new Promise((resolve) => setTimeout(resolve, least + random() * (most - least)));
      const chosen = done < world.victims.length ? done : random() * world.victims.length;
      const victim = world.victims[Math.floor(chosen)] ?? "";
      await world.kill(victim);
      kills[victim] = (kills[victim] ?? 0) + 1;
      tell(done + 1, load.acknowledged.size);
    }
    await load.stop();
    const { acknowledged, repeated } = load;
    // Beside the folders, so that they can be judged even if this program does not come to an end.
    writeFileSync(join(root, "acknowledged.json"), JSON.stringify([...acknowledged]));
    await untilAllDecided(world, acknowledged.size);
    const codes = await world.stop();
    const faults = [
      ...(await findFaults(world.folders, acknowledged)),
      ...codes.filter((code) => code !== 0).map((code) => `a gateway ended with ${code}`),
    ];
    const networks = world.networks.map(({ done }) => done);
    return { faults, kills, acknowledged, folders: world.folders, repeated, networks };
  } catch (cause) {
    const said = Object.entries(world.mortals).map(([name, one]) => `${name}:\n${one.tail()}`);
    throw new Error(`${cause}\n${said.join("\n")}`, { cause });
  } finally {
    load.leave();
    await world.stop();
    await world.close();
  }
}

async function untilMore(load: Load, count: number): Promise<void> {
  const { size } = load.acknowledged;
  await until(() => load.acknowledged.size >= size + count, "the gateways take nothing in");
}

/**
 * Waits as long as more of the messages are decided. After many kills thousands may still be on their way, and one that met
 * many of them waits for its next attempt: twice as long after each.
 */
async function untilAllDecided(world: KillWorld, expected: number): Promise<void> {
  let most = 0;
  for (;;) {
    const known = most;
    await until(
      async () => {
        most = Math.max(most, await countDecided(world));
        return most > known;
      },
      `${expected - most} messages were not decided`,
      LONGEST_PAUSE_MS,
    );
    if (most >= expected) return;
  }
}

async function countDecided({ sender: { localUrl, token } }: KillWorld): Promise<number> {
  try {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${localUrl}/v1/health`, { headers });
    const { outbox } = (await response.json()) as { outbox?: Record<string, number> };
    return outbox?.["decided"] ?? 0;
  } catch {
    // It starts just now.
    return 0;
  }
}

async function until(
  isSo: () => boolean | Promise<boolean>,
  otherwise: string,
  patienceMs = 90_000,
): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(otherwise);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Of a message that failed a dozen times. */
const LONGEST_PAUSE_MS = 4_500_000;
