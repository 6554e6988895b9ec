import { GatewayError } from "./gateway-error.ts";

/** Reads an idempotency key. @throws {@link GatewayError} `GATEWAY_BODY_INVALID`. */
export function keyOf(header: string | undefined): { idempotencyKey?: string } {
  if (header === undefined) return {};
  if (!/^[\x21-\x7e]{8,128}$/.test(header)) {
    throw new GatewayError("GATEWAY_BODY_INVALID", "idempotency-key is not 8 to 128 characters", {
      details: { header: "idempotency-key" },
    });
  }
  return { idempotencyKey: header };
}
