import { type ChildProcess, spawn } from "node:child_process";

/** A gateway that is killed and started again. */
export interface MortalGateway {
  /** Kills it at once, and starts it again when it is dead. */
  kill(): Promise<void>;
  /** Stops it as an operator does. Returns its exit status. */
  stop(): Promise<number | null>;
  /** What it has written last, for a person who looks for a fault. */
  tail(): string;
}

/** Runs the gateway of a folder as `safepassage gateway run` does. */
export function openMortal(command: string, folder: string): MortalGateway {
  let said = "";
  let child = start();
  function start(): ChildProcess {
    const args = [command, "gateway", "run", folder];
    const next = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    const hear = (part: Buffer): void => {
      said = (said + part.toString()).slice(-4000);
    };
    next.stdout?.on("data", hear);
    next.stderr?.on("data", hear);
    return next;
  }
  const ended = (one: ChildProcess): Promise<number | null> =>
    one.exitCode !== null || one.signalCode !== null
      ? Promise.resolve(one.exitCode)
      : new Promise((done) => one.once("exit", (code) => done(code)));
  return {
    async kill() {
      child.kill("SIGKILL");
      await ended(child);
      child = start();
    },
    stop() {
      child.kill("SIGTERM");
      return ended(child);
    },
    tail: () => said,
  };
}
