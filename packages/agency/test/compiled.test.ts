import { vitalRequest } from "@safepassage/testing/draft-request";
import { expect, it, vi } from "vitest";
import { LastingQueryCompiler } from "../src/store/sqlite/dialect.ts";
import { openBoth } from "./open-both.ts";

it("compiles no query for a message, on either side, that one before it has made", async () => {
  const { b, c, close } = await openBoth();
  const send = async () => b.send(await b.prepare(vitalRequest()), c);
  const compile = vi.spyOn(LastingQueryCompiler.prototype, "compileQuery");
  await send();
  expect(compile.mock.results.length).toBeGreaterThan(20);
  await send();
  compile.mockClear();
  expect((await send()).verdict).toBe("accept");
  expect(compile.mock.results.map(({ value }) => value?.sql)).toEqual([]);
  compile.mockRestore();
  await close();
});
