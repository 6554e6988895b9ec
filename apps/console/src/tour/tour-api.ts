import type { ErasedPart, Part } from "./tour-parts.ts";

export type * from "./tour-parts.ts";

/** The tour, without what its steps have told. */
export interface TourState {
  /** Goes with every change, in the header `safepassage-tour`. */
  readonly token: string;
  /** Whether the gateways run. Until then all lists are empty. */
  readonly isReady: boolean;
  readonly agencies: readonly TourAgency[];
  readonly people: readonly TourPerson[];
  readonly scenes: readonly SceneState[];
  readonly deeds: readonly DeedState[];
}

/** An agency of the demo. */
export interface TourAgency {
  readonly name: string;
  readonly entity: string;
  /** Where its console is. */
  readonly localUrl: string;
}

/** Somebody who can sign in at every agency. */
export interface TourPerson {
  /** Staff id. */
  readonly id: string;
  readonly name: string;
  /** What that one does, in words. */
  readonly work: string;
}

/** A scene, and how far it has been played. */
export interface SceneState {
  readonly id: string;
  readonly title: string;
  readonly story: string;
  readonly steps: readonly StepState[];
}

/** `next` can be played; `waiting` not yet. */
export type StepProgress = "waiting" | "next" | "playing" | "played" | "failed";

/** A step of a scene, without what it has told. */
export interface StepState {
  /** `S01.1`. */
  readonly id: string;
  /** What happens, in a sentence or two. */
  readonly says: string;
  readonly from: string;
  /** Left out where nothing leaves the agency. */
  readonly to?: string;
  /** Rules that the step is about. */
  readonly rules: readonly string[];
  readonly state: StepProgress;
}

/** What a step has told so far. */
export interface StepStory {
  readonly id: string;
  readonly state: StepProgress;
  /** Milliseconds since it began, or that it took. */
  readonly milliseconds: number;
  readonly parts: readonly Part[];
  /** Why it could not go on. */
  readonly problem?: string;
}

/** Something that a newcomer does, or watches. */
export type DeedId = "send" | "stayed" | "refusal" | "answer" | "approve" | "warn" | "withdraw";

/** A deed, and whether it was done. */
export interface DeedState {
  readonly id: DeedId;
  /** `watched`: the tour has played it. `done`: somebody has done it in a console. */
  readonly state: "open" | "watched" | "done";
  /** The step that shows it. */
  readonly step: string;
  /** What to do, one after another, as far as it can still be done. Empty until the demo has made it ready, and where there is only something to watch. */
  readonly tasks: readonly Task[];
  /** What is left of the message that somebody had erased. */
  readonly remains?: ErasedPart;
}

/** A place in a console, and who to be there. The words are those of the deed and of `does`. */
export interface Task {
  readonly does:
    | "sendDraft"
    | "readDraft"
    | "readRequest"
    | "sendAnswer"
    | "approveDraft"
    | "sendWarning"
    | "lookWarned"
    | "withdraw"
    | "lookErased";
  readonly agency: string;
  /** Staff id of who is suggested. */
  readonly person: string;
  /** Signs in there, and leads to the place. */
  readonly url: string;
}

/** The octets and texts behind a step, for those who ask. */
export interface StepBytes {
  /** What the agencies' systems asked their gateways. */
  readonly calls: readonly LocalCall[];
  /** What went between the gateways. */
  readonly posts: readonly WirePost[];
  /** The signed messages, decoded. */
  readonly messages: readonly {
    readonly digest: string;
    readonly header: unknown;
    readonly payload: unknown;
  }[];
  readonly receipts: readonly {
    readonly jwt: string;
    readonly header: unknown;
    readonly claims: unknown;
  }[];
}

/** A request to the local API of a gateway, and its answer. Tokens are left out. */
export interface LocalCall {
  readonly agency: string;
  readonly method: string;
  readonly path: string;
  readonly request: string;
  readonly status: number;
  readonly answer: string;
}

/** A request from one gateway to another, as it went over the wire. */
export interface WirePost {
  readonly to: string;
  readonly method: string;
  readonly path: string;
  /** Those of its signature and of its body. */
  readonly headers: Readonly<Record<string, string>>;
  readonly octets: number;
  /** The first octets, in hexadecimal. */
  readonly first: string;
  readonly status: number;
  readonly answerOctets: number;
}

/** What the tour answers where it does not do what was asked. */
export interface TourProblem {
  readonly code:
    | "TOUR_HOST_WRONG"
    | "TOUR_TOKEN_MISSING"
    | "TOUR_BODY_UNWANTED"
    | "TOUR_STARTING"
    | "TOUR_BUSY"
    | "TOUR_SCENE_UNKNOWN"
    | "TOUR_SCENE_OVER"
    | "TOUR_STEP_UNKNOWN"
    | "TOUR_ROUTE_UNKNOWN"
    | "TOUR_FAILED";
  readonly title: string;
}
