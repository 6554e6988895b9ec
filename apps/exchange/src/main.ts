/**
 * The demo exchange: starts a registry and a gateway for each agency, each a process of its own, and a tour on which a
 * newcomer plays six scenarios over HTTP, and what the officers of one agency do.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { errorCode, visible } from "@safepassage/core";
import { type Expectation, readExpectations } from "./play/expectations.ts";
import { play } from "./play/play.ts";
import type { Stage } from "./play/run.ts";
import { PLAYED } from "./play/scene.ts";
import { type RunningExchange, startExchange } from "./processes.ts";
import { createWorld } from "./setup.ts";
import { showAddresses, showEnd, showEverything, showStart } from "./show/show-exchange.ts";
import {
  showConsoles,
  showOpening,
  showResult,
  showScenesOnly,
  showStaying,
  showTourAddress,
} from "./show/show-summary.ts";
import { createTerminal, type Terminal } from "./show/terminal.ts";
import { type ServedTour, serveTour } from "./tour/serve-tour.ts";
import { createTour } from "./tour/tour.ts";

const USAGE = `Starts agencies of invented countries, and a tour in the browser that plays six scenarios on them.

  npx -y pnpm@12 demo            prints the address of the tour, and stays up until Ctrl-C
  npx -y pnpm@12 demo --once     plays all scenes, prints a line for each, and ends
  --verbose                      plays all scenes, and prints every message, value by value
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
  const folder = makeFolder();
  if (folder === undefined) return 1;
  let exchange: RunningExchange | undefined;
  let tour: ServedTour | undefined;
  let status = 1;
  let problem: string | undefined;
  let isEnding = false;
  // A failure after the gateways were stopped is a consequence of that.
  const tellUnlessEnding = (what: string) => (error: unknown) => {
    if (!isEnding) tellProblem(what)(error);
  };
  try {
    showOpening(terminal);
    if (!options.once) {
      tour = await serveTour({ onError: tellUnlessEnding("The tour has failed at something") });
      showTourAddress(terminal, tour.url);
    }
    const world = createWorld(folder, new Date());
    exchange = await startExchange(world, interruption.aborted);
    const stage = { world, exchange, expectations };
    if (tour !== undefined) openTour(tour, stage, tellUnlessEnding);
    const result = await Promise.race([
      playAtOnce(terminal, stage, options),
      interruption.happened,
    ]);
    if (typeof result === "number") {
      status = 128 + result;
    } else {
      status = result.differences.length === 0 ? 0 : 1;
      if (!options.once) {
        showConsoles(terminal, exchange);
        if (options.verbose) showAddresses(terminal, exchange, folder);
        showStaying(terminal);
        await interruption.happened;
      }
    }
  } catch (error) {
    problem = messageOf(error);
  } finally {
    isEnding = true;
    await tour?.close();
    await exchange?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  if (interruption.signal() !== undefined) {
    terminal.line("Stopped; keys and databases deleted.");
    return problem === undefined ? status : 128 + (interruption.signal() ?? 0);
  }
  if (problem !== undefined) tellProblem("The demo could not go on")(problem);
  return status;
}

/** Makes the folder for keys and databases. If it cannot, it tells the person why. */
function makeFolder(): string | undefined {
  try {
    return mkdtempSync(join(tmpdir(), "safepassage-demo-"));
  } catch (error) {
    const why = `${errorCode(error)}. Set TMPDIR to a folder in which you may make files`;
    tellProblem(`The demo cannot make a folder in ${visible(tmpdir())}`)(new Error(why));
    return undefined;
  }
}

interface DemoStage extends Stage {
  readonly exchange: RunningExchange;
}

/** Plays what is played without anybody at the tour, and prints it. */
async function playAtOnce(
  terminal: Terminal,
  stage: DemoStage,
  { once, verbose, only }: Options,
): Promise<{ readonly differences: readonly string[] }> {
  if (verbose) showStart(terminal, stage.exchange);
  // Left to the tour: a newcomer sees more of what that one starts oneself.
  if (!once && !verbose && only === undefined) return { differences: [] };
  const audience = verbose
    ? showEverything(terminal, stage.exchange.gateways)
    : showScenesOnly(terminal);
  const result = await play(stage, audience, only);
  if (verbose) showEnd(terminal, result);
  else showResult(terminal, result);
  return result;
}

/** Opens the tour to whoever looks at it, and makes ready what a newcomer does, meanwhile. */
function openTour(served: ServedTour, stage: DemoStage, tell: typeof tellProblem): void {
  const tour = createTour(stage);
  served.open(tour);
  tour.prepare().catch(tell("What the tour asks you to do could not be made ready"));
}

/** Makes what writes why something failed. */
function tellProblem(what: string): (error: unknown) => void {
  return (error) => void process.stderr.write(`${what}: ${visible(messageOf(error))}\n`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Ctrl-C, the end asked for from outside, and the terminal closed: the number of the first. */
function catchInterruption(): {
  readonly happened: Promise<number>;
  /** Is aborted when it happens. */
  readonly aborted: AbortSignal;
  signal(): number | undefined;
} {
  let first: number | undefined;
  const aborting = new AbortController();
  const happened = new Promise<number>((resolve) => {
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      // Stays, so that a second Ctrl-C does not stop the deleting.
      process.on(name, () => {
        first ??= constants.signals[name];
        resolve(first);
        aborting.abort(new Error("it was stopped"));
      });
    }
  });
  return { happened, aborted: aborting.signal, signal: () => first };
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

interface Options {
  readonly once: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
  /** Left out, all. */
  readonly only?: readonly string[];
  readonly scenarios?: string;
}

function readOptions(args: readonly string[]): Options | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        once: { type: "boolean", default: false },
        verbose: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
        only: { type: "string", multiple: true },
        scenarios: { type: "string" },
      },
    });
    const strange = values.only?.find((id) => !PLAYED.includes(id));
    if (strange !== undefined) throw new Error(`--only ${strange}: there is ${PLAYED.join(", ")}`);
    return values;
  } catch (error) {
    process.stderr.write(`${visible(messageOf(error))}\n\n${USAGE}\n`);
    return undefined;
  }
}
