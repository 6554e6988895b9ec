export { VERSION } from "./about/version.ts";
export {
  askGateway,
  askLocal,
  askUntilReady,
  type RunningGateway,
  type Whereabouts,
} from "./ask/ask-gateway.ts";
export type { RunningRecord } from "./ask/running-record.ts";
export type { Check, Found } from "./check/check.ts";
export {
  type Checked,
  type CheckOptions,
  checkFolder,
  findingsOf,
  type Outcome,
} from "./check/check-folder.ts";
export { type Examined, examine } from "./check/examine.ts";
export type { Subject } from "./check/subject.ts";
export { readPages } from "./console/read-pages.ts";
export type { Finding } from "./findings/finding.ts";
export { GATEWAY_FINDINGS, type Level } from "./findings/table.ts";
export { addGateway, findListedPort, type NewGateway } from "./init/add-gateway.ts";
export { makeNextKey, readSigningKeys, type SigningKeys } from "./keys/key-files.ts";
export { listKeys, type ShownKey, type UsedKey, useNextKey } from "./keys/list-keys.ts";
export {
  type RunOptions,
  runGateway,
  type StartedGateway,
} from "./run/run-gateway.ts";
export type { RunTiming } from "./run/run-timing.ts";
export type { Certificates } from "./serve/listen.ts";
export { type ServedGateway, type ServeOptions, serveGateway } from "./serve/serve-gateway.ts";
