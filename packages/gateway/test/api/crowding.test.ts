import { startProvider, type TestProvider } from "@safepassage/testing/provider";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { serveGateway } from "../../src/node.ts";
import { createExchange, TOKENS } from "../world.ts";
import { knowing, longDraft, OFFICER_KEY, openDrafting } from "./drafting.ts";

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

it.each([
  ["the agency's systems send", false, 3],
  ["one officer sends, who has half of so little", true, 12],
])(
  "what %s takes its room until it is answered: more is told to come again, and is taken then",
  async (_, isOfficer, times) => {
    const officer = { id: "staff-1", assurance: 2 };
    const body = JSON.stringify({ ...longDraft(), ...(!isOfficer && { officer }) });
    const { previewAs } = openWithRoom(times * COUNTS * body.length);
    const token = isOfficer ? await provider.signIn("worker") : TOKENS.local;
    const preview = () => previewAs(token, body);
    const statuses = await Promise.all(Array.from({ length: 12 }, preview));
    expect(new Set(statuses)).toEqual(new Set(["200 null", "503 60"]));
    expect(await preview()).toBe("200 null");
  },
);

it("however much the agency's systems send, an officer has room", async () => {
  const officer = { id: "staff-1", assurance: 2 };
  const sent = JSON.stringify({ ...longDraft(), officer });
  const { previewAs } = openWithRoom(4 * COUNTS * sent.length);
  const token = await provider.signIn("worker");
  const own = JSON.stringify(longDraft());
  expect(await previewAs(token, own)).toBe("200 null");
  const ofSystems = Array.from({ length: 12 }, () => previewAs(TOKENS.local, sent));
  expect(await previewAs(token, own)).toBe("200 null");
  expect(new Set(await Promise.all(ofSystems))).toEqual(new Set(["200 null", "503 60"]));
});

it("with the least room for all, an officer can send as large a body as any", async () => {
  const { previewAs } = openWithRoom(2_097_152);
  const large = JSON.stringify(longDraft()).padEnd(1_048_576);
  expect(await previewAs(await provider.signIn("worker"), large)).toBe("200 null");
});

/** What is parsed takes so many times its octets. */
const COUNTS = 8;

/** A gateway with room for so many octets of bodies. What is previewed there is told by status and time to wait. */
function openWithRoom(maxHeldOctets: number) {
  const own = { "NGO-B": { ...knowing(provider), officerKey: OFFICER_KEY, maxHeldOctets } };
  const { b } = createExchange({ own });
  const previewAs = async (token: string, body: string): Promise<string> => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const init = { method: "POST", headers, body };
    const { status, headers: given } = await b.gateway.localFetch(
      new Request("http://127.0.0.1/v1/preview", init),
    );
    return `${status} ${given.get("retry-after")}`;
  };
  return { previewAs };
}
