import { generateSigningKey, parseRegistry, publicJwk } from "@safepassage/trust";
import { expect, it } from "vitest";
import { createFederation, NGO_C } from "./federation.ts";
import { createExchange, requestS011, type TestExchange } from "./world.ts";

/** A registry in which the key of NGO-C that has signed the agreement ends, or begins, at a time. */
function registryWith(change: { readonly from: string } | { readonly until: string }) {
  const federation = createFederation();
  const file = federation.registryFile();
  const keys = file.agencies.find(({ entity }) => entity === NGO_C)?.keys as object[];
  const other = { jwk: publicJwk(generateSigningKey("Ed25519")), status: "active" };
  keys.splice(0, 1, { ...keys[0], ...change }, { ...other, from: "2026-01-02T00:00:00Z" });
  const registry = parseRegistry(file);
  return createExchange({ federation, options: { registry: () => registry } });
}

async function submit({ b }: TestExchange): Promise<string> {
  const { json } = await b.call("POST", "/v1/messages", { draft: requestS011(), mode: "asIs" });
  return json.code ?? json.state;
}

it("an agreement counts no more from the second on at which a key that signed it ends, without a newer registry", async () => {
  const exchange = registryWith({ until: "2026-11-26T00:00:00Z" });
  exchange.setTime("2026-11-25T23:59:59Z");
  expect(await submit(exchange)).toBe("queued");
  exchange.setTime("2026-11-26T00:00:00Z");
  expect(await submit(exchange)).toBe("GATEWAY_AGREEMENT_UNKNOWN");
  expect(exchange.b.log).toContainEqual({
    ...{ event: "agreementInvalid", code: "AGREEMENT_INVALID", ref: "AGR-ASSIST 1.0" },
  });
  // A clock that was set right again.
  exchange.setTime("2026-11-25T23:59:59Z");
  expect(await submit(exchange)).toBe("queued");
});

it("an agreement counts from the second on at which a key that signed it begins", async () => {
  const exchange = registryWith({ from: "2026-11-26T00:00:00Z" });
  exchange.setTime("2026-11-25T23:59:59Z");
  expect(await submit(exchange)).toBe("GATEWAY_AGREEMENT_UNKNOWN");
  exchange.setTime("2026-11-26T00:00:00Z");
  expect(await submit(exchange)).toBe("queued");
});
