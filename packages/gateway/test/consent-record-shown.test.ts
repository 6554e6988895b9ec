import { parseRegistry } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { isHeld, OFFICER, open, RECORD, send } from "./consent-world.ts";
import { inside } from "./inside.ts";
import { NRM_D, withTwin } from "./two-recipients.ts";
import { createExchange, NGO_C } from "./world.ts";

describe("a consent record", () => {
  it("is shown before, with who has how much on it, and nothing is done", async () => {
    const exchange = open();
    const first = await send(exchange);
    const [second, other] = [await send(exchange), await send(exchange, { recipient: NRM_D })];
    const stays = await send(exchange, { legalBases: ["GDPR#6(1)(a)", "GDPR#6(1)(d)"] });
    await exchange.settle();
    const preview = async (named: object) =>
      (await exchange.b.call("POST", "/v1/withdrawals/preview", { ...named, officer: OFFICER }))
        .json;
    // What nobody has got yet is erased here, and nobody is asked.
    expect(await preview({ digest: first, everywhere: true })).toEqual({
      ...{ messages: 3, untold: [], kept: [stays] },
      recipients: [{ recipient: NGO_C, messages: 2 }],
    });
    expect(await preview({ digest: first })).toEqual({
      ...{ messages: 1, untold: [], kept: [], recipients: [{ recipient: NGO_C, messages: 1 }] },
    });
    expect((await preview({ consentRef: "nothing" })).code).toBe("GATEWAY_WITHDRAWAL_IMPOSSIBLE");
    for (const digest of [first, second, other, stays]) {
      expect(await isHeld(exchange, digest)).toBe(true);
    }
    expect((await exchange.b.show(first)).json.erasureRequested).toBe(false);
  });

  it("is shown and withdrawn at a cost that grows with its messages, and not with their square", async () => {
    const costs: number[][] = [];
    for (const count of [10, 20, 40]) {
      let asked = 0;
      const federation = withTwin();
      const registry = parseRegistry(federation.registryFile());
      const counted = () => {
        asked++;
        return registry;
      };
      const exchange = createExchange({ federation, own: { "NGO-B": { registry: counted } } });
      const first = await send(exchange);
      for (let sent = 1; sent < count; sent++) await send(exchange);
      await exchange.settle();
      const cost: number[] = [];
      let turns = 0;
      const counting = setInterval(() => turns++, 0);
      for (const path of ["/v1/withdrawals/preview", "/v1/withdrawals"]) {
        asked = 0;
        const body = { digest: first, everywhere: true, officer: OFFICER };
        const { status } = await exchange.b.call("POST", path, body);
        expect(status).toBeLessThan(300);
        cost.push(asked);
      }
      clearInterval(counting);
      // Requests are answered meanwhile.
      expect(turns).toBeGreaterThan(count / 4);
      costs.push(cost);
    }
    const [first = [], second = [], third = []] = costs;
    const growth = [
      ...second.map((cost, at) => cost / (first[at] ?? 1)),
      ...third.map((cost, at) => cost / (second[at] ?? 1)),
    ];
    expect(growth.filter((times) => times > 2.2)).toEqual([]);
  });

  it("is shown as refused where the withdrawal is: one agreement asks to know the officer more surely", async () => {
    const exchange = open({ minAssurance: 3 });
    const first = await send(exchange, { officer: { ...OFFICER, assurance: 3 } });
    const other = await send(exchange, { recipient: NRM_D });
    await exchange.settle();
    const ask = async (path: string, named: object, assurance: number) => {
      const officer = { ...OFFICER, assurance };
      const { status, json } = await exchange.b.call("POST", path, { ...named, officer });
      return [status, json.findings?.map(({ code }: { code: string }) => code)];
    };
    const all = { digest: first, everywhere: true };
    const refused = [422, ["R78_ASSURANCE_TOO_LOW"]];
    expect(await ask("/v1/withdrawals/preview", all, 2)).toEqual(refused);
    expect(await ask("/v1/withdrawals", all, 2)).toEqual(refused);
    expect([await isHeld(exchange, first), await isHeld(exchange, other)]).toEqual([true, true]);
    // Nobody has to be asked there.
    expect(await ask("/v1/withdrawals/preview", { digest: other }, 2)).toEqual([200, undefined]);
    expect(await ask("/v1/withdrawals/preview", all, 3)).toEqual([200, undefined]);
  });

  it("puts each look at it on record, since it shows about whom something was sent", async () => {
    const exchange = open();
    const digest = await send(exchange);
    const look = (named: object) =>
      exchange.b.call("POST", "/v1/withdrawals/preview", { ...named, officer: OFFICER });
    expect((await look({ record: { ...RECORD, person: "case-18" } })).status).toBe(409);
    await look({ digest, everywhere: true });
    await look({ digest });
    const acts = await inside(exchange.b.store).events.after("messagesSearched", 0, 9);
    expect(acts.map(({ code, role }) => [code, role])).toEqual([
      ["record", "machine"],
      ["record", "machine"],
    ]);
  });
});
