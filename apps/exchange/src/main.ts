/**
 * The demo exchange: starts a registry and a gateway for each agency, each a process of its own,
 * plays six scenarios over HTTP, and what the officers of one agency do.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { visible } from "@safepassage/core";
import { type Expectation, readExpectations } from "./expectations.ts";
import { PLAYED, play } from "./play.ts";
import { type RunningExchange, startExchange } from "./processes.ts";
import { createWorld } from "./setup.ts";
import { showAddresses, showEnd, showStart } from "./show-exchange.ts";
import { createTerminal } from "./terminal.ts";

const USAGE = `Plays six scenarios between agencies of invented countries, and what the officers of one agency do.

  npx -y pnpm@12 demo            plays them, then leaves the gateways up until Ctrl-C
  npx -y pnpm@12 demo --once     plays them and ends
  --only ID                      plays that alone: S01 to S04, S19, S20 or OFFICERS; may be repeated
  --scenarios FILE               expects of its scenarios what another scenario file expects

Exit status: 0 all as expected, 1 a verdict differs or the demo could not go on, 2 usage, 128 and
the signal's number when it was stopped while it played.`;

// Whoever closes the pipe early, as `head` does, or the terminal, must not keep the clean-up below from running.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});
process.exitCode = await main(process.argv.slice(2).filter((argument) => argument !== "--"));

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (options === undefined) return 2;
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const expectations = readScenarios(options.scenarios);
  if (expectations === undefined) return 2;

  // Before there is anything to delete: the folder holds private keys, whatever ends the demo.
  const interruption = catchInterruption();
  const terminal = createTerminal(process.stdout);
  const folder = mkdtempSync(join(tmpdir(), "safepassage-demo-"));
  let exchange: RunningExchange | undefined;
  let status = 1;
  let problem: string | undefined;
  try {
    const world = createWorld(folder, new Date());
    exchange = await startExchange(world);
    showStart(terminal, exchange);
    const result = await Promise.race([
      play({ terminal, world, exchange, expectations }, options.only),
      interruption.happened,
    ]);
    if (typeof result === "object") {
      showEnd(terminal, result);
      status = result.differences.length === 0 ? 0 : 1;
      if (!options.once) {
        showAddresses(terminal, exchange, folder);
        await interruption.happened;
      }
    } else {
      status = 128 + result;
    }
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  } finally {
    await exchange?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  if (interruption.signal() !== undefined) {
    terminal.line("Stopped; keys and databases deleted.");
    return problem === undefined ? status : 128 + (interruption.signal() ?? 0);
  }
  if (problem !== undefined)
    process.stderr.write(`The demo could not go on: ${visible(problem)}\n`);
  return status;
}

/** Ctrl-C, the end asked for from outside, and the terminal closed: the number of the first. */
function catchInterruption(): {
  readonly happened: Promise<number>;
  signal(): number | undefined;
} {
  let first: number | undefined;
  const happened = new Promise<number>((resolve) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      // Stays, so that a second Ctrl-C does not stop the deleting.
      process.on(name, () => {
        first ??= constants.signals[name];
        resolve(first);
      });
    }
  });
  return { happened, signal: () => first };
}

function readScenarios(path?: string): ReadonlyMap<string, Expectation> | undefined {
  try {
    return readExpectations(path);
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const reason = missing ? "there is no such file" : "it is not a scenario file";
    process.stderr.write(`--scenarios ${visible(path ?? "")}: ${reason}\n\n${USAGE}\n`);
    return undefined;
  }
}

function readOptions(
  args: readonly string[],
): { once: boolean; help: boolean; only: string[]; scenarios?: string } | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        once: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
        only: { type: "string", multiple: true, default: [...PLAYED] },
        scenarios: { type: "string" },
      },
    });
    const strange = values.only.find((id) => !PLAYED.includes(id));
    if (strange !== undefined) throw new Error(`--only ${strange}: there is ${PLAYED.join(", ")}`);
    return values;
  } catch (error) {
    process.stderr.write(
      `${visible(error instanceof Error ? error.message : String(error))}\n\n${USAGE}\n`,
    );
    return undefined;
  }
}
