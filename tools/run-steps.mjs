import { spawn } from "node:child_process";

/**
 * One step of the test command.
 *
 * @typedef {object} Step
 * @property {string} name
 * @property {string} command - What runs, as a person would type it inside the workspace.
 * @property {number} [cores] - Cores it keeps busy by itself; default 1.
 * @property {string[]} [after] - Steps that must have ended before.
 * @property {(output: string, ok: boolean) => Outcome} [read] - Reads counts from what the step left;
 *   default: one check.
 *
 * @typedef {object} Outcome
 * @property {number} passed
 * @property {number} failed
 * @property {string} [detail] - What the progress line adds to the name.
 */

/**
 * Runs steps in order, as many at once as there are cores, and stops everything at the first that
 * fails.
 *
 * @param {readonly Step[]} steps
 * @param {{ cores: number, timeoutMs: number, print: (line: string) => void }} options
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runSteps(steps, { cores, timeoutMs, print }) {
  const waiting = [...steps];
  const ended = new Set();
  const running = new Map();
  const sum = { passed: 0, failed: 0 };
  const stopAll = () => {
    for (const { stop } of running.values()) stop();
  };
  const onSignal = () => {
    stopAll();
    process.exit(130);
  };
  process.once("SIGINT", onSignal).once("SIGTERM", onSignal);

  let free = cores;
  while (waiting.length + running.size > 0) {
    for (const step of [...waiting]) {
      const need = Math.min(step.cores ?? 1, cores);
      if (need > free || !(step.after ?? []).every((name) => ended.has(name))) continue;
      waiting.splice(waiting.indexOf(step), 1);
      free -= need;
      running.set(step.name, start(step, timeoutMs));
    }
    const { step, outcome, seconds, output } = await Promise.race(
      [...running.values()].map(({ result }) => result),
    );
    running.delete(step.name);
    ended.add(step.name);
    free += Math.min(step.cores ?? 1, cores);
    sum.passed += outcome.passed;
    sum.failed += outcome.failed;
    const mark = outcome.failed === 0 ? "ok  " : "FAIL";
    const detail = outcome.detail === undefined ? "" : `  ${outcome.detail}`;
    print(`${mark} ${step.name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s${detail}`);
    if (outcome.failed > 0) {
      stopAll();
      print(`\n$ ${step.command}\n${output.trimEnd()}\n`);
      break;
    }
  }
  process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  return sum;
}

function start(step, timeoutMs) {
  const began = performance.now();
  // A group of its own, so that whatever the step starts can be stopped with it.
  const child = spawn(step.command, {
    shell: true,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // The group has ended by itself.
    }
  };
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk) => {
      output += chunk;
    });
  }
  const timer = setTimeout(() => {
    output += `\nstopped after ${timeoutMs / 1000} s\n`;
    stop();
  }, timeoutMs);

  const result = new Promise((resolve) => {
    child.on("exit", () => {
      clearTimeout(timer);
      // A process left behind by the step must not hold the pipes open.
      stop();
    });
    child.on("close", (status) => {
      const seconds = (performance.now() - began) / 1000;
      resolve({ step, outcome: judge(step, status, output), seconds, output });
    });
  });
  return { stop, result };
}

/** A step that cannot say what it did has failed, as has one whose exit status is not zero. */
function judge(step, status, output) {
  const ok = status === 0;
  if (step.read === undefined) return { passed: Number(ok), failed: Number(!ok) };
  try {
    const outcome = step.read(output, ok);
    return ok ? outcome : { ...outcome, failed: Math.max(outcome.failed, 1) };
  } catch (error) {
    return { passed: 0, failed: 1, detail: error instanceof Error ? error.message : String(error) };
  }
}
