import { AgencyError } from "@safepassage/agency";
import { OPERATIONS } from "@safepassage/api";
import { parseRegistry } from "@safepassage/trust";
import { expect, it } from "vitest";
import { refer } from "./correcting.ts";
import { createFederation } from "./federation.ts";
import { withdraw } from "./withdrawing.ts";
import { createExchange } from "./world.ts";

/** A message that NGO-C has taken, of an agency whose registry is gone since. */
async function sentBefore() {
  const federation = createFederation();
  const registry = parseRegistry(federation.registryFile());
  let isThere = true;
  const exchange = createExchange({
    federation,
    options: {
      registry() {
        if (!isThere) throw new AgencyError("GATEWAY_REGISTRY_MISSING", "gone");
        return registry;
      },
    },
  });
  const sent = await refer(exchange);
  isThere = false;
  return { exchange, sent };
}

it("a message is not said to be forbidden where nobody can look whether it may be sent again", async () => {
  const { exchange, sent } = await sentBefore();
  const { status, json } = await exchange.b.call("POST", `/v1/messages/${sent.digest}/resend`, {});
  expect([status, json.code]).toEqual([503, "GATEWAY_REGISTRY_MISSING"]);
  expect(OPERATIONS.resendMessage.problems).toContain(json.code);
});

it("a withdrawal is refused until there is a registry, as its operation says", async () => {
  const { exchange, sent } = await sentBefore();
  const { status, json } = await withdraw(exchange, sent);
  expect([status, json.code]).toEqual([503, "GATEWAY_REGISTRY_MISSING"]);
  expect(OPERATIONS.withdraw.problems).toContain(json.code);
  expect(OPERATIONS.previewWithdrawal.problems).toContain(json.code);
});
