export type { Dispatch } from "./dispatch.ts";
export { createGateway, type Gateway, type GatewayOptions } from "./gateway.ts";
export { GATEWAY_ERRORS, GatewayError, type GatewayErrorCode } from "./gateway-error.ts";
export { type KnownCode, STATUS } from "./status.ts";
export type { LocalTokens } from "./tokens.ts";
