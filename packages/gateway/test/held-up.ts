import { expect } from "vitest";
import type { TestExchange } from "./world.ts";

/** Posts what is due; the octets stay on the way, and their sender hears nothing. */
export async function heldUp(exchange: TestExchange, side: "b" | "c" = "b"): Promise<string> {
  let sealed = "";
  exchange.intercept((request) =>
    request.url.endsWith("/inbox")
      ? request.text().then((text) => {
          sealed = text;
          throw new TypeError("no answer in time");
        })
      : undefined,
  );
  await exchange[side].gateway.sender.deliverDue();
  exchange.intercept(() => undefined);
  expect(sealed).not.toBe("");
  return sealed;
}
