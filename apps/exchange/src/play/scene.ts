import type { AgencyName } from "../agencies.ts";
import { OPENINGS } from "./openings.ts";
import { alertSteps } from "./play-alert.ts";
import { assistanceSteps } from "./play-assistance.ts";
import { OFFICERS, officerSteps } from "./play-officers.ts";
import { orderSteps } from "./play-order.ts";
import { requestSteps } from "./play-request.ts";
import { warningSteps } from "./play-warning.ts";
import { prepareCase } from "./prepared.ts";
import type { Run, Step } from "./run.ts";

/** What is known of a scene before it is played. */
export interface Scene {
  readonly id: string;
  readonly title: string;
  readonly story: string;
  /** Numbers of messages of the scenario that the demo does not play. */
  readonly notPlayed: readonly number[];
}

/** What is known of a step before it is played. */
export interface StepFacts {
  readonly id: string;
  readonly says: string;
  readonly from: AgencyName;
  /** Left out where nothing leaves the agency. */
  readonly to?: AgencyName;
  /** Rules that it is about. */
  readonly rules: readonly string[];
}

/** The scenes by id, in the order in which they are played: each a list of steps of a run. */
export const SCENES: Readonly<Record<string, (run: Run) => readonly Step[]>> = {
  S01: assistanceSteps,
  S02: notificationSteps,
  S03: alertSteps,
  S04: requestSteps,
  S19: warningSteps,
  S20: orderSteps,
  [OFFICERS.id]: officerSteps,
};

/** Ids of the scenes that can be played. */
export const PLAYED: readonly string[] = Object.keys(SCENES);

/**
 * What a scene is about. What officers do is in no scenario file: it is about who acts, and not about what is sent.
 *
 * @throws Error if the scenario file has no such scene.
 */
export function sceneOf(run: Pick<Run, "expected">, id: string): Scene {
  if (id === OFFICERS.id) return OFFICERS;
  const { title, story, notPlayed } = run.expected(`${id}.1`);
  return { id, title, story, notPlayed };
}

/** `S01  An NGO in B refers a person`. */
export const headingOf = ({ id, title }: Scene): string =>
  id === OFFICERS.id ? title : `${id}  ${title}`;

/**
 * What a step is about.
 *
 * @throws Error if the scenario file has no such message.
 */
export function factsOf(run: Pick<Run, "expected">, { id, does }: Step): StepFacts {
  if (does !== undefined) return { id, says: does, from: OFFICERS.agency, rules: [] };
  const { says, from, to, rules } = run.expected(id);
  return { id, says, from, to, rules };
}

/** S02: a notification about an adult who did not consent. */
function notificationSteps(run: Run): readonly Step[] {
  const refuse = (id: string, name: string): Step => ({
    id,
    play: async () => run.refuse(id, "Police-D", await prepareCase("police-d", name, run.now)),
  });
  return [
    { id: "S02.1", play: () => run.open(OPENINGS.S02) },
    refuse("S02.2", "s02-2"),
    refuse("S02.3", "s02-3"),
  ];
}
