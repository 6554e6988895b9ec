import { startProvider, type TestProvider } from "@safepassage/testing/provider";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { serveGateway } from "../../src/node.ts";
import { TOKENS } from "../world.ts";
import { longDraft, openDrafting } from "./drafting.ts";

let provider: TestProvider;
beforeAll(async () => {
  provider = await startProvider({ worker: { groups: ["workers"] } });
});
afterAll(() => provider.close());

it.each([
  ["an officer", 15],
  ["a system of the agency", 25],
])(
  "however many drafts %s has prepared at once, a partner is answered meanwhile",
  async (who, count) => {
    const { b } = openDrafting(provider, {});
    const served = await serveGateway(b.gateway, { port: 0, localPort: 0 });
    onTestFinished(() => served.close());
    const isOfficer = who === "an officer";
    const token = isOfficer ? await provider.signIn("worker") : TOKENS.local;
    const officer = { id: "staff-1", assurance: 2 };
    const draft = { ...longDraft(), ...(!isOfficer && { officer }) };
    let answered = 0;
    const previews = Array.from({ length: count }, async () => {
      const response = await fetch(`${served.localUrl}/v1/preview`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(draft),
      });
      await response.arrayBuffer();
      answered += 1;
      return response.status;
    });
    // All of them have arrived once the first one is answered.
    await Promise.race(previews);
    const before = answered;
    expect((await fetch(`${served.url}/health`)).status).toBe(200);
    // Not after most of them.
    expect(answered - before).toBeLessThanOrEqual(4);
    expect(new Set(await Promise.all(previews))).toEqual(new Set([200]));
  },
);
