import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StepStory, TourState } from "@safepassage/console/tour";
import { inject } from "vitest";

/** The demo as a newcomer starts it, with its tour. */
export interface RunningDemo {
  /** Address of the tour. */
  readonly url: string;
  /** What was printed so far. */
  text(): string;
  /** Waits until something was printed. */
  printed(pattern: RegExp): Promise<void>;
  state(): Promise<TourState>;
  /** Waits until something holds of the tour. @throws Error if it does not within two minutes. */
  until(holds: (state: TourState) => boolean): Promise<TourState>;
  /** Asks for a change, as the page does. */
  change(scene: string, what: "next" | "again"): Promise<Response>;
  /** Plays the next step of a scene to its end. */
  play(scene: string): Promise<StepStory>;
  /** Ends it as Ctrl-C does. Returns its status and what is left in its temporary folder. */
  stop(): Promise<{ readonly status: number | null; readonly left: readonly string[] }>;
}

/** Starts the demo, and returns once the address of the tour is printed. */
export async function startDemo(): Promise<RunningDemo> {
  const temporary = join(mkdtempSync(join(tmpdir(), "safepassage-tour-")), "tmp");
  mkdirSync(temporary);
  const child = spawn(process.execPath, [inject("programs").demo], {
    env: { ...process.env, TMPDIR: temporary },
  });
  const ended = once(child, "close");
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (part) => {
      text += part;
    });
  }
  const printed = (pattern: RegExp): Promise<void> =>
    waitUntil(() => pattern.test(text) || failed(child, text));
  await printed(ADDRESS);
  const [, url = ""] = ADDRESS.exec(text) ?? [];
  const ask = async <T>(path: string): Promise<T> =>
    (await fetch(`${url}v1/tour${path}`)).json() as Promise<T>;
  const state = () => ask<TourState>("");
  const change: RunningDemo["change"] = async (scene, what) => {
    const { token } = await state();
    const headers = { "safepassage-tour": token };
    return fetch(`${url}v1/tour/scenes/${scene}/${what}`, { method: "POST", headers });
  };
  return {
    ...{ url, printed, state, change },
    text: () => text,
    async until(holds) {
      let last = await state();
      await waitUntil(async () => {
        last = await state();
        return holds(last);
      });
      return last;
    },
    async play(scene) {
      const { step } = (await (await change(scene, "next")).json()) as { readonly step: string };
      let story = await ask<StepStory>(`/steps/${step}`);
      await waitUntil(async () => {
        story = await ask<StepStory>(`/steps/${step}`);
        return story.state !== "playing";
      });
      return story;
    },
    async stop() {
      child.kill("SIGINT");
      const [status] = (await ended) as [number | null];
      const left = readdirSync(temporary);
      rmSync(join(temporary, ".."), { recursive: true });
      return { status, left };
    },
  };
}

function failed({ exitCode }: ChildProcess, text: string): false {
  if (exitCode !== null) throw new Error(`the demo has ended: ${text}`);
  return false;
}

async function waitUntil(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("it did not come about within two minutes");
}

const ADDRESS = /Open the tour: +(\S+)/;
