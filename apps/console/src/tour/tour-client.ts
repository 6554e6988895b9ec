import { QueryClient, queryOptions } from "@tanstack/react-query";
import type { StepBytes, StepStory, TourProblem, TourState } from "./tour-api.ts";

/** The demo does not do what was asked, and says why by a code. */
export class TourRefusal extends Error {
  readonly code: TourProblem["code"];
  constructor({ code, title }: TourProblem) {
    super(title);
    this.code = code;
  }
}

/** Answers of the demo. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: false,
      // A browser that believes to be without a network still reaches this machine.
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

/** How it stands with the tour. It is asked again and again: what somebody does in a console shows here. */
export const tourQuery = queryOptions({
  queryKey: ["tour"],
  queryFn: () => ask<TourState>(""),
  refetchInterval: 1_500,
});

/** What a step has told. @param isPlaying - Whether more is to come. */
export const storyQuery = (step: string, isPlaying: boolean) =>
  queryOptions({
    queryKey: ["story", step, isPlaying],
    queryFn: () => ask<StepStory>(`/steps/${step}`),
    refetchInterval: isPlaying ? 400 : false,
    staleTime: isPlaying ? 0 : Number.POSITIVE_INFINITY,
    // Of a scene that was played again nothing is left.
    gcTime: 0,
  });

/** The bytes behind a step. */
export const bytesQuery = (step: string) =>
  queryOptions({
    queryKey: ["bytes", step],
    queryFn: () => ask<StepBytes>(`/steps/${step}/bytes`),
    gcTime: 0,
  });

/** Plays the next step of a scene, or begins the scene again. @throws TourRefusal. */
export async function change(scene: string, what: "next" | "again", token: string): Promise<void> {
  try {
    await answered(`/scenes/${scene}/${what}`, {
      method: "POST",
      headers: { "safepassage-tour": token },
    });
  } finally {
    // Also what was refused is seen there: another page has played something.
    await queries.invalidateQueries({ queryKey: ["tour"] });
  }
}

async function ask<T>(path: string): Promise<T> {
  return (await answered(path)).json() as Promise<T>;
}

async function answered(path: string, init?: RequestInit): Promise<Response> {
  const answer = await fetch(`/v1/tour${path}`, init);
  if (!answer.ok) throw new TourRefusal((await answer.json()) as TourProblem);
  return answer;
}
