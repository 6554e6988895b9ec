import { OPENINGS } from "./openings.ts";
import { playAlert } from "./play-alert.ts";
import { playAssistance } from "./play-assistance.ts";
import { playOfficers } from "./play-officers.ts";
import { playOrder } from "./play-order.ts";
import { playRequest } from "./play-request.ts";
import { playWarning } from "./play-warning.ts";
import { prepareCase } from "./prepared.ts";
import { createRun, type PlayResult, type Run, type Stage } from "./run.ts";

/** The scenarios that are played, in this order. */
const SCENES: Readonly<Record<string, (run: Run) => Promise<void>>> = {
  S01: playAssistance,
  S02: playNotification,
  S03: playAlert,
  S04: playRequest,
  S19: playWarning,
  S20: playOrder,
};

/** What officers do is in no scenario file: it is about who acts, and not about what is sent. */
const OFFICERS = "OFFICERS";

/** Ids of the scenarios that can be played. */
export const PLAYED: readonly string[] = [...Object.keys(SCENES), OFFICERS];

/** Plays scenarios over HTTP, all or some, and compares every verdict with the scenario files. */
export async function play(stage: Stage, ids: readonly string[] = PLAYED): Promise<PlayResult> {
  const run = createRun(stage);
  for (const [id, scene] of Object.entries(SCENES)) if (ids.includes(id)) await scene(run);
  if (ids.includes(OFFICERS)) await playOfficers(run);
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
