export { type Client, type ClientOptions, createClient } from "./client.ts";
export { type Followed, follow, placeNow } from "./follow.ts";
export { answerOf, GatewayProblem, type WrongPlace } from "./problem.ts";
