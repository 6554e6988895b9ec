import { randomBytes, timingSafeEqual } from "node:crypto";
import { join } from "node:path";
import { CONSOLE_FILES } from "@safepassage/console";
import type { TourProblem, TourState } from "@safepassage/console/tour";
import { encodeUtf8 } from "@safepassage/core";
import { consoleRoutes, type Pages } from "@safepassage/gateway";
import { readPages } from "@safepassage/gateway/node";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { serveLoopback } from "../serve-loopback.ts";
import type { Tour } from "./tour.ts";
import { TOUR_ERRORS, TourError } from "./tour-error.ts";

/** The tour, as it is served. */
export interface ServedTour {
  readonly url: string;
  /** Gives it the gateways, once they run. */
  open(tour: Tour): void;
  close(): Promise<void>;
}

/**
 * Serves the page of the tour and its API, on a free port of loopback. It can be reached before the gateways run, and says
 * so.
 *
 * Each request must name this host, so that a page elsewhere whose name leads here (DNS rebinding) gets nothing. A change
 * needs a token, which only a page of this origin can read.
 *
 * @param onError - Gets what is no refusal of the tour's own.
 * @throws RangeError if the page has not been built.
 */
export async function serveTour({
  onError,
}: {
  readonly onError: (error: unknown) => void;
}): Promise<ServedTour> {
  const pages = readTourPages();
  let tour: Tour | undefined;
  let host = "";
  const token = randomBytes(32).toString("base64url");
  const opened = (): Tour => {
    if (tour === undefined) throw new TourError("TOUR_STARTING");
    return tour;
  };
  const api = new Hono()
    .use((c, next) => {
      c.header("cache-control", "no-store");
      c.header("x-content-type-options", "nosniff");
      c.header("cross-origin-resource-policy", "same-origin");
      if (c.req.method !== "GET") requireToken(c, token);
      return next();
    })
    .use(bodyLimit({ maxSize: 0, onError: (c) => problem(c, "TOUR_BODY_UNWANTED") }))
    .get("/", async (c) => {
      const state = tour === undefined ? NOTHING_YET : await tour.state();
      return c.json({ token, isReady: tour !== undefined, ...state } satisfies TourState);
    })
    .post("/scenes/:scene/next", (c) =>
      c.json({ step: opened().playNext(c.req.param("scene")) }, 202),
    )
    .post("/scenes/:scene/again", (c) => {
      opened().beginAgain(c.req.param("scene"));
      return c.body(null, 204);
    })
    .get("/steps/:step", (c) => c.json(opened().story(c.req.param("step"))))
    .get("/steps/:step/bytes", async (c) => c.json(await opened().bytes(c.req.param("step"))));
  const app = new Hono()
    .use((c, next) => {
      if (c.req.header("host") !== host) throw new TourError("TOUR_HOST_WRONG");
      return next();
    })
    .route("/v1/tour", api)
    .route("/", consoleRoutes(pages))
    .notFound((c) => problem(c, "TOUR_ROUTE_UNKNOWN"))
    .onError((error, c) => {
      if (error instanceof TourError) return problem(c, error.code);
      onError(error);
      return problem(c, "TOUR_FAILED");
    });
  const served = await serveLoopback(app);
  host = served.host;
  return {
    url: `http://${host}/`,
    open(opening) {
      tour = opening;
    },
    close: served.close,
  };
}

function requireToken(c: Context, token: string): void {
  const given = encodeUtf8(c.req.header("safepassage-tour") ?? "");
  const expected = encodeUtf8(token);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new TourError("TOUR_TOKEN_MISSING");
  }
}

function problem(c: Context, code: TourProblem["code"]): Response {
  const { status, title } = TOUR_ERRORS[code];
  return c.json({ code, title } satisfies TourProblem, status);
}

/** The page of the tour with its own files, and those that it shares with the console. */
function readTourPages(): Pages {
  const own = readPages(join(CONSOLE_FILES, TOUR_FOLDER)).value;
  const shared = readPages(CONSOLE_FILES).value;
  if (own === undefined || shared === undefined) {
    throw new RangeError("the pages of console and tour have not been built");
  }
  return new Map([
    ...[...shared].filter(([path]) => path !== INDEX),
    ...[...own].map(([path, octets]) => {
      return [path === INDEX ? path : `/${TOUR_FOLDER}${path}`, octets] as const;
    }),
  ]);
}

const NOTHING_YET = { agencies: [], people: [], scenes: [], deeds: [] } as const;
/** Beside the files of the console. A gateway leaves out what begins with a dot. */
const TOUR_FOLDER = ".tour";
const INDEX = "/index.html";
