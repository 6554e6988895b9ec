import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTestExchange, openAgency } from "@safepassage/agency/node";
import { addGateway, runGateway } from "@safepassage/gateway/node";
import { requestOfToday } from "@safepassage/testing/draft-request";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call } from "./call-on-disk.ts";

const root = mkdtempSync(join(tmpdir(), "safepassage-erase-"));
const folder = join(root, "ngo-c");
let digest = "";
beforeAll(async () => {
  makeTestExchange(root);
  addGateway(folder, { gateway: { listen: { port: 0 }, local: { port: 0 } } });
  const [b, c] = await Promise.all([openAgency(join(root, "ngo-b")), openAgency(folder)]);
  ({ digest } = await b.send(await b.prepare(requestOfToday()), c));
  await Promise.all([b.close(), c.close()]);
});
afterAll(() => rmSync(root, { recursive: true }));

const erase = (...args: readonly string[]) =>
  call("gateway", "erase", folder, ...args, "--officer", "staff-0042");

describe("safepassage gateway erase, again", () => {
  it("says that it was done, and since when, whether a gateway runs or not", async () => {
    expect(JSON.parse((await erase(digest, "--json")).out)).toMatchObject({ erased: [digest] });
    const again = JSON.parse((await erase(digest, "--json")).out);
    const { erasedAt } = again.already[0];
    expect(erasedAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}Z$/);
    expect(again).toEqual({ erased: [], already: [{ digest, erasedAt }], refused: [] });
    const said = { exit: 0, out: `${digest} was erased already: ${erasedAt}` };
    expect(await erase(digest)).toMatchObject(said);
    const running = await runGateway(folder, { write: () => {} });
    expect(await erase(digest)).toMatchObject(said);
    await running.close();
  });

  it("says what is wrong with a digest that is none, whether a gateway runs or not", async () => {
    const alone = await erase("nonsense");
    const running = await runGateway(folder, { write: () => {} });
    const beside = await erase("nonsense");
    const { refused } = JSON.parse((await erase("nonsense", "--json")).out);
    await running.close();
    for (const { exit, err } of [alone, beside]) {
      expect(exit).toBe(1);
      expect(err).toMatch(/ {2}at {3}\/digest\n {7}\S.*\./);
    }
    expect(refused[0].issues).toHaveLength(1);
  });
});
