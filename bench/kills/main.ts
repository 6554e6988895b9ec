import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readArgumentsOrEnd } from "../arguments.ts";
import { createRandom } from "./chance.ts";
import { runKills } from "./kill-run.ts";

const USAGE = `Kills gateways and databases under load, and looks whether anything was lost, or applied twice.

  npx -y pnpm@12 kills           50 kills, with embedded databases
  --count N                      so many kills; a thousand take about half an hour
  --store sqlite|postgres        the databases of both agencies
  --seed N                       which pauses and kills are drawn; default 1

Exit status: 0 nothing lost and nothing twice, 1 otherwise: its folder is kept. 2 usage.`;

const { count, store, seed } = readArgumentsOrEnd(USAGE, {
  count: { default: 50, least: 1, most: 100_000 },
  store: { default: "sqlite", oneOf: ["sqlite", "postgres"] },
  seed: { default: 1, least: 1, most: 2_147_483_646 },
});
const root = mkdtempSync(join(tmpdir(), "sp-kill-"));
const begun = performance.now();
let told = begun;
let status = 1;
try {
  const { faults, kills, acknowledged, repeated, networks } = await runKills(root, {
    ...{ count, atOnce: 8, pauseMs: [100, 1500], random: createRandom(seed) },
    engine: store === "postgres" ? "postgres" : "sqlite",
    // Below those that the system gives out.
    port: 12_000 + ((process.pid * 44) % 20_000),
    command: resolve(import.meta.dirname, "../../packages/cli/dist/bin.js"),
    tell(done, taken) {
      if (performance.now() - told < 10_000) return;
      told = performance.now();
      console.log(`${done} of ${count} kills, ${taken} messages acknowledged`);
    },
  });
  for (const fault of faults.slice(0, 20)) console.error(fault);
  const seconds = Math.round((performance.now() - begun) / 1000);
  console.log(`killed ${JSON.stringify(kills)} in ${seconds} s`);
  console.log(`${acknowledged.size} messages, ${repeated} requests repeated by case systems`);
  console.log(`network: ${networks.map((done) => JSON.stringify(done)).join(" ")}`);
  console.log(
    faults.length === 0
      ? "nothing lost, nothing twice, every receipt valid"
      : `${faults.length} faults`,
  );
  status = faults.length === 0 ? 0 : 1;
} catch (error) {
  console.error(error);
}
if (status === 0)
  for (const made of [root, `${root}-pg`]) rmSync(made, { recursive: true, force: true });
else console.error(`kept for a look: ${root}`);
process.exit(status);
