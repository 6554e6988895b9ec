import type { Hono } from "hono";
import type { BlankEnv } from "hono/types";
import type * as z from "zod";
import type { AnswerOf, Operation } from "./model/operation.ts";
import type { OPERATIONS } from "./operations/all.ts";
import type { Problem } from "./types/problem.ts";

/** The local API as a type of Hono's, for its client `hc`: no code of a gateway comes with it. */
export type Api = Hono<BlankEnv, RoutesOf<typeof OPERATIONS>, "/">;

type RoutesOf<Table extends Readonly<Record<string, Operation>>> = {
  readonly [Path in Table[keyof Table]["path"]]: {
    readonly [O in Table[keyof Table] as O["path"] extends Path
      ? `$${O["method"]}`
      : never]: Endpoint<O>;
  };
};

type Endpoint<O extends Operation> =
  | {
      input: InputOf<O>;
      output: AnswerOf<O> extends undefined ? null : AnswerOf<O>;
      outputFormat: "json";
      status: O["status"];
    }
  | { input: InputOf<O>; output: Problem; outputFormat: "json"; status: ProblemStatus };

type InputOf<O extends Operation> = (O["params"] extends z.ZodType
  ? { param: z.input<O["params"]> }
  : object) &
  (O["query"] extends z.ZodType ? { query: z.input<O["query"]> } : object) &
  (O["body"] extends z.ZodType ? { json: z.input<O["body"]> } : object);

/** Status codes of problems. */
export type ProblemStatus =
  | 400
  | 401
  | 403
  | 404
  | 408
  | 409
  | 410
  | 412
  | 413
  | 415
  | 421
  | 422
  | 429
  | 500
  | 503;
