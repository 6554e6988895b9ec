import { OPENINGS } from "./openings.ts";
import { playAlert } from "./play-alert.ts";
import { playAssistance } from "./play-assistance.ts";
import { playOrder } from "./play-order.ts";
import { playRequest } from "./play-request.ts";
import { playWarning } from "./play-warning.ts";
import { prepareCase } from "./prepared.ts";
import { createRun, type PlayResult, type Run, type Stage } from "./run.ts";

/** Plays the scenarios over HTTP, and compares every verdict with the scenario files. */
export async function play(stage: Stage): Promise<PlayResult> {
  const run = createRun(stage);
  await playAssistance(run);
  await playNotification(run);
  await playAlert(run);
  await playRequest(run);
  await playWarning(run);
  await playOrder(run);
  return run.result();
}

/** S02: a notification about an adult who did not consent. */
async function playNotification(run: Run): Promise<void> {
  const prepare = (name: string) => prepareCase("police-d", name, run.now);
  run.scenario("S02");
  await run.open(OPENINGS.S02);
  await run.refuse("S02.2", "Police-D", await prepare("s02-2"));
  await run.refuse("S02.3", "Police-D", await prepare("s02-3"));
}
