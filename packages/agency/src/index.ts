export type { AgencyFacts, Judged, SenderFacts } from "./facts.ts";
export { judgeOpened, openedInput } from "./judge-opened.ts";
export { type Prepared, type PrepareOptions, prepare } from "./prepare.ts";
export { type Signed, sign } from "./sign.ts";
