import { useMutation } from "@tanstack/react-query";
import type { SceneState, TourState } from "./tour-api.ts";
import { change } from "./tour-client.ts";

/** Plays the steps of a scene. */
export interface Play {
  /** Plays the next step, or begins the scene again. */
  readonly begin: (what: "next" | "again") => void;
  /** Whether a step is played now, of whatever scene. */
  readonly isBusy: boolean;
  readonly error: Error | null;
}

/** What plays the steps of a scene. */
export function usePlay({ scenes, token }: TourState, scene: SceneState | undefined): Play {
  const { mutate, isPending, error } = useMutation({
    mutationFn: (what: "next" | "again") => change(scene?.id ?? "", what, token),
  });
  const isPlaying = scenes.some(({ steps }) => steps.some(({ state }) => state === "playing"));
  return { begin: mutate, isBusy: isPlaying || isPending, error };
}
