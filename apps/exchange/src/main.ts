/**
 * The demo exchange: starts a registry and a gateway for each agency, each a process of its own,
 * and plays two scenarios over HTTP.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readExpectations } from "./expectations.ts";
import { play } from "./play.ts";
import { startExchange } from "./processes.ts";
import { createWorld } from "./setup.ts";
import { showAddresses, showEnd, showStart } from "./show-exchange.ts";
import { createTerminal } from "./terminal.ts";

const USAGE = `Plays two scenarios between agencies of invented countries.

  npx -y pnpm@12 demo            plays them, then leaves the gateways up until Ctrl-C
  npx -y pnpm@12 demo --once     plays them and ends
  --scenarios FILE               expects what another scenario file expects

Exit status: 0 all as expected, 1 a verdict differs, 2 usage.`;

// Whoever closes the pipe early, as `head` does, must not keep the clean-up below from running.
process.stdout.on("error", () => {});
process.exitCode = await main(process.argv.slice(2).filter((argument) => argument !== "--"));

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === undefined) return 2;
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const terminal = createTerminal(process.stdout);
  const expectations = readExpectations(options.scenarios);
  const folder = mkdtempSync(join(tmpdir(), "safepassage-demo-"));
  const world = createWorld(folder, new Date());
  const exchange = await startExchange(world);
  const interrupted = new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  try {
    showStart(terminal, exchange);
    const result = await Promise.race([
      play({ terminal, world, exchange, expectations }),
      interrupted.then(() => undefined),
    ]);
    if (result === undefined) return 130;
    showEnd(terminal, result);
    if (!options.once) {
      showAddresses(terminal, exchange, folder);
      await interrupted;
    }
    return result.differences.length === 0 ? 0 : 1;
  } finally {
    await exchange.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function readOptions(
  args: readonly string[],
): { once: boolean; help: boolean; scenarios: string } | undefined {
  const standard = fileURLToPath(
    import.meta.resolve("@safepassage/vectors/scenarios/s01-s02.json"),
  );
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        once: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
        scenarios: { type: "string", default: standard },
      },
    });
    return values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`);
    return undefined;
  }
}
