/**
 * The demo exchange as a world for browser tests: registry, providers and gateways, each a process, with a message or draft
 * of each kind that the pages show.
 *
 * Tells by one message where all is, or why it could not start, and ends when its parent does.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readExpectations } from "@safepassage/exchange/play/expectations";
import { createRun, type Run } from "@safepassage/exchange/play/run";
import { type RunningExchange, startExchange } from "@safepassage/exchange/processes";
import { createWorld, type World } from "@safepassage/exchange/setup";
import {
  seedAccepted,
  seedHostileDraft,
  seedHostileMessage,
  seedOwed,
  seedQuarantined,
  seedRefused,
  seedWaiting,
  seedWithdrawn,
} from "./seeds.ts";
import type { Standing, StartedWorld } from "./world-parts.ts";

// Ctrl-C reaches every process; the parent ends this one, in order.
process.on("SIGINT", () => {});
const folder = mkdtempSync(join(tmpdir(), "sp-browser-"));
let exchange: RunningExchange | undefined;
process.on("disconnect", () => void end());

try {
  const world = createWorld(folder, new Date());
  exchange = await startExchange(world);
  const run = createRun({ world, exchange, expectations: readExpectations() }, () => {});
  const standing = await seed(run);
  const { differences } = run.result();
  if (differences.length > 0) throw new Error(differences.join("; "));
  const { gateways, provider, registry } = exchange;
  const started: StartedWorld = {
    ...{ world: toPlain(world), standing },
    exchange: { gateways, provider, registry },
  };
  tell({ started });
} catch (error) {
  tell({ failed: error instanceof Error ? error.message : String(error) });
  await end();
}

/** What stands there from the beginning. Each scene has parties of its own, so they go side by side. */
async function seed(run: Run): Promise<Standing> {
  const [accepted, withdrawn, quarantined, owed, waiting, hostileDraft, hostileMessage] =
    await Promise.all([
      seedAccepted(run),
      seedWithdrawn(run),
      seedQuarantined(run),
      seedOwed(run),
      seedWaiting(run),
      seedHostileDraft(run),
      seedHostileMessage(run),
      seedRefused(run),
    ]);
  return {
    accepted: accepted.digest,
    withdrawn: withdrawn.digest,
    quarantined,
    owed: owed.digest,
    ...{ waiting, hostileDraft, hostileMessage },
  };
}

/** The secret part of a key is not enumerable. These keys live as long as the run. */
function toPlain(world: World): World {
  const keys = Object.entries(world.keys).map(([name, key]) => [name, { ...key, d: key.d }]);
  return {
    ...world,
    registryKey: { ...world.registryKey, d: world.registryKey.d },
    keys: Object.fromEntries(keys) as World["keys"],
  };
}

/** The parent may be gone meanwhile: then nobody listens. */
function tell(message: object): void {
  process.send?.(message, undefined, {}, () => {});
}

async function end(): Promise<void> {
  await exchange?.stop();
  rmSync(folder, { recursive: true, force: true });
  process.exit();
}
