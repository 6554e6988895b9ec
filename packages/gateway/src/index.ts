export { createGateway, type Gateway, type GatewayOptions } from "./gateway.ts";
export { GATEWAY_ERRORS, GatewayError, type GatewayErrorCode } from "./http/gateway-error.ts";
export type { PartnerLimits } from "./http/owners.ts";
export { type KnownCode, STATUS } from "./http/status.ts";
export type { LocalTokens } from "./http/tokens.ts";
export type { Dispatch } from "./send/dispatch.ts";
