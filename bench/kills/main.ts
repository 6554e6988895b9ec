// Kills gateways and databases under load, and looks afterwards whether anything was lost, or applied twice.
//   npx -y pnpm@12 kills --count 2000 --store sqlite
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openLoad } from "./load.ts";
import { findFaults } from "./verify.ts";
import { openKillWorld } from "./world.ts";

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== "--"),
  options: {
    count: { type: "string", default: "50" },
    store: { type: "string", default: "sqlite" },
    seed: { type: "string", default: "1" },
  },
});
const count = Number(values.count);
const engine = values.store === "postgres" ? "postgres" : "sqlite";
let seed = Number(values.seed);
/** The same numbers for the same seed (Park and Miller, 1988). */
const random = (): number => {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed / 2_147_483_647;
};

const root = mkdtempSync(join(tmpdir(), "sp-kill-"));
const world = await openKillWorld(root, { engine, port: 21_000 + (process.pid % 20_000), random });
let status = 1;
try {
  const load = openLoad(world.sender, { atOnce: 8, random });
  await until(() => load.acknowledged.size > 20, "the gateways did not start");
  const kills: Record<string, number> = {};
  const begun = performance.now();
  let told = begun;
  for (let done = 0; done < count; done++) {
    await new Promise((resolve) => setTimeout(resolve, 100 + random() * 1400));
    const victim = world.victims[Math.floor(random() * world.victims.length)] ?? "";
    await world.kill(victim);
    kills[victim] = (kills[victim] ?? 0) + 1;
    if (performance.now() - told < 10_000) continue;
    told = performance.now();
    console.log(`${done + 1} of ${count} kills, ${load.acknowledged.size} messages acknowledged`);
  }
  await load.stop();
  const { acknowledged, repeated } = load;
  console.log(
    `killed ${JSON.stringify(kills)} in ${seconds(begun)} s; waiting for the last receipts`,
  );
  await until(() => areAllDecided(world.sender, acknowledged.size), "not all was decided");
  const codes = await world.stop();
  const faults = await findFaults(world.folders, acknowledged);
  for (const fault of faults.slice(0, 20)) console.error(fault);
  if (codes.some((code) => code !== 0)) console.error(`the gateways ended with ${codes}`);
  console.log(`${acknowledged.size} messages, ${repeated} requests repeated by case systems`);
  console.log(`network: ${world.networks.map(({ done }) => JSON.stringify(done)).join(" ")}`);
  console.log(
    faults.length === 0
      ? "nothing lost, nothing twice, every receipt valid"
      : `${faults.length} faults`,
  );
  status = faults.length === 0 && codes.every((code) => code === 0) ? 0 : 1;
} catch (error) {
  console.error(error);
  for (const [name, one] of Object.entries(world.mortals)) console.error(`${name}:\n${one.tail()}`);
} finally {
  await world.stop().catch(() => {});
  await world.close();
  if (status === 0)
    for (const made of [root, `${root}-pg`]) rmSync(made, { recursive: true, force: true });
  else console.error(`kept for a look: ${root}`);
}
process.exit(status);

async function areAllDecided(
  { localUrl, token }: { readonly localUrl: string; readonly token: string },
  expected: number,
): Promise<boolean> {
  try {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${localUrl}/health`, { headers });
    const { outbox } = (await response.json()) as { outbox?: Record<string, number> };
    return outbox?.["decided"] === expected;
  } catch {
    return false;
  }
}

async function until(isSo: () => boolean | Promise<boolean>, otherwise: string): Promise<void> {
  for (let waited = 0; !(await isSo()); waited += 250) {
    if (waited > 180_000) throw new Error(otherwise);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

function seconds(since: number): number {
  return Math.round((performance.now() - since) / 1000);
}
