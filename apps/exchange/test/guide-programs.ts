/** Programs that a guide shows, run as its reader does. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { delimiter, dirname } from "node:path";

/** Starts programs in a folder, with the Node of this run. */
export function createPrograms(folder: string) {
  const children: ChildProcess[] = [];
  function start(program: string, ...args: string[]) {
    const path = `${dirname(process.execPath)}${delimiter}${process.env["PATH"]}`;
    const env = { ...process.env, PATH: path, NO_PROXY: "127.0.0.1" };
    const child = spawn(program, args, { cwd: folder, env });
    children.push(child);
    const text = { stdout: "", stderr: "" };
    child.stdout.on("data", (part) => {
      text.stdout += part;
    });
    child.stderr.on("data", (part) => {
      text.stderr += part;
    });
    return { child, text, printed: () => text.stdout };
  }
  return {
    start,
    killAll: () => {
      for (const child of children) child.kill("SIGKILL");
    },
  };
}

/** What a program has printed, once it has ended. */
export async function ended({ child, text }: Started) {
  const [status] = await once(child, "close");
  return { status, ...text };
}

type Started = ReturnType<ReturnType<typeof createPrograms>["start"]>;

/** The program, if this machine has it. */
export function present(program: string): readonly string[] {
  if (spawnSync(program, ["--version"]).status === 0) return [program];
  process.stderr.write(`${program} is not here: what the guide does with it was not run.\n`);
  return [];
}
