import type { LocalCall, Part, StepProgress, StepStory } from "@safepassage/console/tour";
import { visible } from "@safepassage/core";
import type { AgencyName } from "../agencies.ts";

/** A step that is being played, or was. */
export interface PlayedStep {
  readonly id: string;
  /** When it began and ended, as `performance.now()` has it. */
  readonly begunAt: number;
  /** Left out while it is played. */
  readonly endedAt?: number;
  readonly parts: readonly Part[];
  readonly calls: readonly LocalCall[];
  /** Why it could not go on. */
  readonly problem?: string;
}

/** Keeps what a step tells while it is played. */
export interface Recorder {
  readonly tell: (part: Part) => void;
  readonly note: (agency: AgencyName, request: Request, answer: Response) => void;
  /** Plays a step and keeps it. Ends without an error, whatever comes of it. */
  record(id: string, play: () => Promise<unknown>): Promise<void>;
  find(id: string): PlayedStep | undefined;
}

/**
 * Makes what keeps the steps of one run.
 *
 * @param own - Gets the digest of each message and the id of each draft that the run makes.
 */
export function createRecorder(own: Set<string>): Recorder {
  const steps = new Map<string, PlayedStep>();
  let current: string | undefined;
  const change = (made: (step: PlayedStep) => PlayedStep): void => {
    const step = current === undefined ? undefined : steps.get(current);
    if (step !== undefined) steps.set(step.id, made(step));
  };
  const keepCall = ({ call, made }: ReadCall): void => {
    for (const ref of made) own.add(ref);
    change((step) =>
      step.calls.length < MOST_CALLS ? { ...step, calls: [...step.calls, call] } : step,
    );
  };
  /** Noting goes on beside the play: a step ends only once all is noted. */
  let noting: Promise<unknown>[] = [];
  return {
    tell: (part) => change((step) => ({ ...step, parts: [...step.parts, part] })),
    note(agency, request, answer) {
      // What only looks, such as whether a message has arrived, is asked dozens of times.
      if (request.method === "GET") return;
      noting.push(
        readCall(agency, request, answer).then(keepCall, () => {
          // The bytes of this call are not shown; the step itself has told what came of it.
        }),
      );
    },
    async record(id, play) {
      current = id;
      noting = [];
      steps.set(id, { id, begunAt: performance.now(), parts: [], calls: [] });
      let problem: string | undefined;
      try {
        await play();
      } catch (error) {
        problem = visible(error instanceof Error ? error.message : String(error));
      }
      await Promise.all(noting);
      change((step) => ({
        ...step,
        endedAt: performance.now(),
        ...(problem !== undefined && { problem }),
      }));
      current = undefined;
    },
    find: (id) => steps.get(id),
  };
}

/** How it stands with a step that was begun. */
export function progressOf({ endedAt, problem }: PlayedStep): StepProgress {
  if (endedAt === undefined) return "playing";
  return problem === undefined ? "played" : "failed";
}

/** What a step has told so far, for the page. */
export function storyOf(step: PlayedStep): StepStory {
  const { id, begunAt, endedAt = performance.now(), parts, problem } = step;
  return {
    ...{ id, state: progressOf(step), parts },
    milliseconds: Math.round(endedAt - begunAt),
    ...(problem !== undefined && { problem }),
  };
}

interface ReadCall {
  readonly call: LocalCall;
  /** Digest and id of what it has made. */
  readonly made: readonly string[];
}

/** Reads a request and its answer. The token stays out: of the headers nothing is kept. */
async function readCall(agency: AgencyName, request: Request, answer: Response): Promise<ReadCall> {
  const [asked, answered] = await Promise.all([request.text(), answer.text()]);
  const { method } = request;
  const { status } = answer;
  return {
    call: {
      ...{ agency, method, path: new URL(request.url).pathname },
      ...{ request: cutText(asked), status, answer: cutText(answered) },
    },
    made: status === CREATED ? refsIn(answered) : [],
  };
}

function refsIn(answer: string): readonly string[] {
  const { digest, id } = JSON.parse(answer) as Readonly<Record<string, unknown>>;
  return [digest, id].filter((ref) => typeof ref === "string");
}

/** The begin of a text. */
const cutText = (text: string): string =>
  text.length <= MOST_UNITS ? text : `${text.slice(0, MOST_UNITS)}…`;

const CREATED = 201;
const MOST_CALLS = 16;
/** UTF-16 code units of a request or an answer. */
const MOST_UNITS = 65_536;
