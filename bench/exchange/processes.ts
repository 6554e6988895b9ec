import { type ChildProcess, fork } from "node:child_process";
import { Agent, request } from "node:http";
import type { Measured } from "./run.ts";

/** A process that the bench has started. */
export interface Started extends Measured {
  readonly child: ChildProcess;
  readonly url: string;
  readonly localUrl: string;
}

/** Starts a program of this folder with a JSON argument, and waits until it is ready. */
export async function start(program: string, argument: object): Promise<Started> {
  const child = fork(new URL(program, import.meta.url), [JSON.stringify(argument)], {
    execArgv: process.execArgv,
  });
  const told = <T>(member: string): Promise<T> =>
    new Promise((resolve, reject) => {
      const forget = (): void => void child.off("message", look).off("exit", fail);
      const look = (message: Record<string, T>): void => {
        if (!(member in message)) return;
        forget();
        resolve(message[member] as T);
      };
      const fail = (code: number | null): void => {
        forget();
        reject(new Error(`${program} ended with ${code}`));
      };
      child.on("message", look).on("exit", fail);
    });
  const { url, localUrl = "" } = await told<{ url: string; localUrl?: string }>("ready");
  return {
    child,
    url,
    localUrl,
    usage() {
      const usage = told<{ cpuMs: number; rss: number }>("usage");
      child.send("usage");
      return usage;
    },
  };
}

/** Ends a program that the bench has started, and resolves when it is gone. */
export function end({ child }: Started): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.disconnect();
  });
}

// In turn, so that none of them rests until the server closes it.
const agent = new Agent({ keepAlive: true, maxSockets: 1024, scheduling: "fifo" });

/** Closes the connections that are kept: one that has rested may be closed by its server just as it is used again. */
export const dropConnections = (): void => agent.destroy();

/** Posts JSON over a kept connection. */
export function post(
  url: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        ...{ method: "POST", agent },
        headers: {
          ...{ "content-type": "application/json", "content-length": Buffer.byteLength(body) },
          ...headers,
        },
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          text += part;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}
