import { createRun, type PlayResult, type Stage, type Tell } from "./run.ts";
import { factsOf, PLAYED, SCENES, type Scene, type StepFacts, sceneOf } from "./scene.ts";

/** Who is told of a play while it goes on. */
export interface Audience {
  /** A scene begins. */
  begin(scene: Scene): void;
  /** A step of it begins. */
  step(facts: StepFacts): void;
  tell: Tell;
  /** A scene has ended. @param differences - What in it was not as expected. */
  end(scene: Scene, differences: readonly string[]): void;
}

/** Plays scenes over HTTP, all or some, and compares every verdict with the scenario files. */
export async function play(
  stage: Stage,
  audience: Audience,
  ids: readonly string[] = PLAYED,
): Promise<PlayResult> {
  const run = createRun(stage, audience.tell);
  for (const [id, stepsOf] of Object.entries(SCENES)) {
    if (!ids.includes(id)) continue;
    const scene = sceneOf(run, id);
    const before = run.result().differences.length;
    audience.begin(scene);
    for (const step of stepsOf(run)) {
      audience.step(factsOf(run, step));
      await step.play();
    }
    audience.end(scene, run.result().differences.slice(before));
  }
  return run.result();
}
