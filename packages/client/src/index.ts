export { type Client, type ClientOptions, createClient } from "./client.ts";
export { type Followed, follow } from "./follow.ts";
export { answerOf, GatewayProblem } from "./problem.ts";
