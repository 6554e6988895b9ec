import type { TourProblem } from "@safepassage/console/tour";

/** The tour does not do what was asked of it. */
export class TourError extends Error {
  readonly code: TourProblem["code"];
  constructor(code: TourProblem["code"]) {
    super(TOUR_ERRORS[code].title);
    this.code = code;
  }
}

/** Each code with its status in HTTP, and what is wrong and what to do. */
export const TOUR_ERRORS: Readonly<
  Record<
    TourProblem["code"],
    { readonly status: 400 | 403 | 404 | 409 | 413 | 500 | 503; readonly title: string }
  >
> = {
  TOUR_HOST_WRONG: {
    status: 403,
    title: "The address is not that of the tour. Open the address that the demo printed.",
  },
  TOUR_TOKEN_MISSING: {
    status: 403,
    title: "The request does not come from the page of this tour. Load the page again.",
  },
  TOUR_BODY_UNWANTED: { status: 413, title: "No request to the tour has a body. Leave it out." },
  TOUR_STARTING: { status: 503, title: "The gateways are still starting. Ask again in a moment." },
  TOUR_BUSY: { status: 409, title: "A step is being played. Wait until it has ended." },
  TOUR_SCENE_UNKNOWN: { status: 404, title: "There is no such scene." },
  TOUR_SCENE_OVER: {
    status: 409,
    title: "Every step of this scene has been played, or one has failed. Begin it again.",
  },
  TOUR_STEP_UNKNOWN: { status: 404, title: "This step has not been played." },
  TOUR_ROUTE_UNKNOWN: { status: 404, title: "There is nothing at this address." },
  TOUR_FAILED: {
    status: 500,
    title: "The tour has failed at this. Stop the demo and start it again.",
  },
};
