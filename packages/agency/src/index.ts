export { type GatewayConfig, gatewayConfigSchema, parseGatewayConfig } from "./config.ts";
export { DraftRequest, Officer } from "./draft-request.ts";
export type { AgencyFacts, Judged, SenderFacts } from "./facts.ts";
export { judge, openedInput } from "./judge.ts";
export { type Opened, open, type RecipientFacts } from "./open.ts";
export { type Prepared, type PreparedDraft, type PrepareOptions, prepare } from "./prepare.ts";
export { type Sealable, seal } from "./seal.ts";
export { type Signed, sign } from "./sign.ts";
