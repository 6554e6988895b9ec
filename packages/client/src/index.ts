export type { ChangeKind, ProblemCode } from "@safepassage/api";
export { type Client, type ClientOptions, createClient } from "./client.ts";
export { type Followed, follow, placeNow } from "./follow.ts";
export { answerOf, type Fault, GatewayProblem, type WrongPlace } from "./problem.ts";
