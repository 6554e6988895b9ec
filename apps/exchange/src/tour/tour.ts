import type {
  SceneState,
  StepBytes,
  StepState,
  StepStory,
  TourState,
} from "@safepassage/console/tour";
import { AGENCIES, type AgencyName, entityOf } from "../agencies.ts";
import { PEOPLE } from "../people.ts";
import { createRun, type Run, type Stage, type Step } from "../play/run.ts";
import { factsOf, PLAYED, SCENES, type Scene, sceneOf } from "../play/scene.ts";
import type { RunningExchange } from "../processes.ts";
import { createDeeds } from "./deeds.ts";
import {
  createRecorder,
  type PlayedStep,
  progressOf,
  type Recorder,
  storyOf,
} from "./played-step.ts";
import { bytesOf } from "./step-bytes.ts";
import { TourError } from "./tour-error.ts";

/** Scenes that are played step by step, and deeds that a newcomer does. */
export interface Tour {
  /** Makes drafts and messages ready for what a newcomer does. @throws Error if a gateway refuses one. */
  prepare(): Promise<void>;
  state(): Promise<Omit<TourState, "token" | "isReady">>;
  /** What a step has told so far. @throws TourError `TOUR_STEP_UNKNOWN`. */
  story(step: string): StepStory;
  /** Gathers the bytes behind a step. @throws TourError `TOUR_STEP_UNKNOWN`. */
  bytes(step: string): Promise<StepBytes>;
  /**
   * Begins to play the next step of a scene. One step at a time is played.
   *
   * @returns Its id.
   * @throws TourError `TOUR_SCENE_UNKNOWN`, `TOUR_SCENE_OVER`, `TOUR_BUSY`.
   */
  playNext(scene: string): string;
  /** Begins a scene again, with other messages. @throws TourError `TOUR_SCENE_UNKNOWN`, `TOUR_BUSY`. */
  beginAgain(scene: string): void;
}

/** What the tour is played on. */
export interface TourStage extends Stage {
  readonly exchange: Stage["exchange"] & Pick<RunningExchange, "wire">;
}

/** Makes a tour on gateways that run. */
export function createTour(stage: TourStage): Tour {
  /** Digests and ids of what the tour itself has made. */
  const own = new Set<string>();
  const watched = new Set<string>();
  const scenes = new Map(PLAYED.map((id) => [id, openScene(stage, id, own)]));
  let playing: Promise<void> | undefined;
  const deeds = createDeeds(stage, { own, watched });
  const sceneAt = (id: string): OpenScene => {
    const scene = scenes.get(id);
    if (scene === undefined) throw new TourError("TOUR_SCENE_UNKNOWN");
    if (playing !== undefined) throw new TourError("TOUR_BUSY");
    return scene;
  };
  const stepAt = (id: string): { scene: OpenScene; played: PlayedStep } => {
    for (const scene of scenes.values()) {
      const played = scene.recorder.find(id);
      if (played !== undefined) return { scene, played };
    }
    throw new TourError("TOUR_STEP_UNKNOWN");
  };
  const agencies = AGENCIES.map((name) => {
    const { localUrl } = stage.exchange.gateways[name];
    return { name, entity: entityOf(name), localUrl };
  });
  const people = Object.entries(PEOPLE).map(([id, { name, work }]) => ({ id, name, work }));
  return {
    prepare: () => deeds.prepare(),
    async state() {
      return {
        ...{ agencies, people },
        scenes: [...scenes.values()].map(stateOf),
        // What a step makes is known as the tour's own once it has ended.
        deeds: playing === undefined ? await deeds.look() : deeds.seen(),
      };
    },
    story: (id) => storyOf(stepAt(id).played),
    bytes(id) {
      const { scene, played } = stepAt(id);
      const step = scene.steps.find((one) => one.id === id);
      const { from, to } = factsOf(scene.run, step ?? { id, play: async () => {} });
      const between: readonly AgencyName[] = to === undefined ? [from] : [from, to];
      const { clients } = scene.run;
      return bytesOf({ clients, wire: stage.exchange.wire }, played, between);
    },
    playNext(id) {
      const scene = sceneAt(id);
      const step = nextOf(scene);
      if (step === undefined) throw new TourError("TOUR_SCENE_OVER");
      playing = scene.recorder.record(step.id, step.play).then(() => {
        watched.add(step.id);
        playing = undefined;
      });
      return step.id;
    },
    beginAgain(id) {
      sceneAt(id);
      scenes.set(id, openScene(stage, id, own));
    },
  };
}

/** A scene with its own run: begun again, it knows nothing of the one before. */
interface OpenScene {
  readonly facts: Scene;
  readonly run: Run;
  readonly steps: readonly Step[];
  readonly recorder: Recorder;
}

function openScene(stage: Stage, id: string, own: Set<string>): OpenScene {
  const recorder = createRecorder(own);
  const run = createRun(stage, recorder.tell, recorder.note);
  return { facts: sceneOf(run, id), run, steps: SCENES[id]?.(run) ?? [], recorder };
}

/** The step that can be played. None follows one that has failed. */
function nextOf({ steps, recorder }: OpenScene): Step | undefined {
  for (const step of steps) {
    const played = recorder.find(step.id);
    if (played === undefined) return step;
    if (progressOf(played) !== "played") return undefined;
  }
  return undefined;
}

function stateOf(scene: OpenScene): SceneState {
  const { facts, run, steps, recorder } = scene;
  const next = nextOf(scene);
  const { id, title, story } = facts;
  return {
    ...{ id, title, story },
    steps: steps.map((step): StepState => {
      const played = recorder.find(step.id);
      const state =
        played === undefined ? (step === next ? "next" : "waiting") : progressOf(played);
      return { ...factsOf(run, step), state };
    }),
  };
}
