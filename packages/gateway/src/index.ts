export type { AlarmPace, Alarms } from "./alarms/alarms.ts";
export type { Channel, Notice, ToldAlarm } from "./alarms/notice.ts";
export { consoleRoutes, type Pages } from "./console/console-routes.ts";
export { createGateway, type Gateway, type GatewayOptions } from "./gateway.ts";
export { GATEWAY_ERRORS, GatewayError, type GatewayErrorCode } from "./http/gateway-error.ts";
export type { PartnerLimits } from "./http/owners.ts";
export { type KnownCode, STATUS } from "./http/status.ts";
export type { LocalTokens } from "./http/tokens.ts";
export type { End } from "./metrics/ends.ts";
export type { Figures } from "./metrics/figures.ts";
export { METRICS, type MetricName, type MetricRow } from "./metrics/metric-table.ts";
export {
  type Operation,
  type OperationConfig,
  type OperationOptions,
  openOperation,
} from "./operation.ts";
export type { Dispatch } from "./send/dispatch.ts";
