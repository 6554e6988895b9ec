import { type ChildProcess, spawn } from "node:child_process";

/** One step of the test command. */
export interface Step {
  readonly name: string;
  /** What runs, as a person would type it inside the workspace. */
  readonly command: string;
  /** Cores it keeps busy by itself. Default 1. */
  readonly cores?: number;
  /** Steps that must have ended before. */
  readonly after?: readonly string[];
  /** Reads counts from what the step left; throws if it left nothing. Default: one check. */
  readonly read?: (output: string, ok: boolean) => Outcome;
}

/** What a step found. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** What the progress line adds to the name. */
  readonly detail?: string;
}

interface Ended {
  readonly step: Step;
  readonly outcome: Outcome;
  readonly seconds: number;
  readonly output: string;
}

/**
 * Runs steps in order, as many at once as there are cores, and stops everything at the first that
 * fails, whose output it prints.
 *
 * A step that cannot say what it did has failed, as has one whose exit status is not zero.
 */
export async function runSteps(
  steps: readonly Step[],
  {
    cores,
    timeoutMs,
    print,
    keepGoing = false,
  }: {
    cores: number;
    timeoutMs: number;
    print: (line: string) => void;
    /** Whether to run the rest after a step has failed. */
    keepGoing?: boolean;
  },
): Promise<{ passed: number; failed: number }> {
  const waiting = [...steps];
  const ended = new Set<string>();
  const running = new Map<string, { stop: () => void; result: Promise<Ended> }>();
  const stopAll = () => {
    for (const { stop } of running.values()) stop();
  };
  const onSignal = () => {
    stopAll();
    process.exit(130);
  };
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);

  let free = cores;
  let passed = 0;
  let failed = 0;
  while ((keepGoing || failed === 0) && waiting.length + running.size > 0) {
    for (const step of [...waiting]) {
      const need = coresOf(step, cores);
      if (need > free || !(step.after ?? []).every((name) => ended.has(name))) continue;
      waiting.splice(waiting.indexOf(step), 1);
      free -= need;
      running.set(step.name, start(step, timeoutMs));
    }
    if (running.size === 0) throw new Error(`${waiting[0]?.name} waits for a step that never runs`);

    const { step, outcome, seconds, output } = await Promise.race(
      [...running.values()].map(({ result }) => result),
    );
    running.delete(step.name);
    ended.add(step.name);
    free += coresOf(step, cores);
    passed += outcome.passed;
    failed += outcome.failed;
    print(progressLine(step, outcome, seconds));
    if (outcome.failed > 0) print(`\n$ ${step.command}\n${output.trimEnd()}\n`);
  }
  stopAll();
  process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  return { passed, failed };
}

function coresOf(step: Step, cores: number): number {
  return Math.min(step.cores ?? 1, cores);
}

function progressLine(step: Step, { failed, detail }: Outcome, seconds: number): string {
  const mark = failed === 0 ? "ok  " : "FAIL";
  const line = `${mark} ${step.name.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s`;
  return detail === undefined ? line : `${line}  ${detail}`;
}

function start(step: Step, timeoutMs: number): { stop: () => void; result: Promise<Ended> } {
  const began = performance.now();
  const child = spawn(step.command, {
    shell: true,
    // A group of its own, so that whatever the step starts can be stopped with it.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
    });
  }
  const timer = setTimeout(() => {
    output += `\nstopped after ${timeoutMs / 1000} s\n`;
    stopGroup(child);
  }, timeoutMs);
  child.on("exit", () => {
    clearTimeout(timer);
    // A process that the step left behind would hold the pipes open.
    stopGroup(child);
  });

  const result = new Promise<Ended>((resolve) => {
    child.on("close", (status) => {
      const seconds = (performance.now() - began) / 1000;
      resolve({ step, outcome: judge(step, output, status === 0), seconds, output });
    });
  });
  return { stop: () => stopGroup(child), result };
}

function stopGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The group has ended by itself.
  }
}

function judge(step: Step, output: string, ok: boolean): Outcome {
  if (step.read === undefined) return { passed: Number(ok), failed: Number(!ok) };
  try {
    const outcome = step.read(output, ok);
    return ok ? outcome : { ...outcome, failed: Math.max(outcome.failed, 1) };
  } catch (error) {
    return { passed: 0, failed: 1, detail: error instanceof Error ? error.message : String(error) };
  }
}
