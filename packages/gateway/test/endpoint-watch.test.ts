import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { until } from "@safepassage/testing/until";
import { expect, it } from "vitest";
import { entryOf, folders, served, start } from "./running.ts";

const ELSEWHERE = "warning ENDPOINT_ELSEWHERE";
const ASK = { askMs: 25 };

it("a gateway at whose address another one with its key answers says so, and the other one does not", async () => {
  const made = folders();
  const registry = await served(made);
  const copy = join(made.root, "copy");
  execFileSync("cp", ["-a", made.b, copy]);
  const moved = await start(copy, ASK);
  const { url } = moved.running;
  registry.publish((file) => Object.assign(entryOf(file), { endpoint: url }));

  const former = await start(made.b, ASK);
  await until(async () => (await former.health()) === ELSEWHERE);
  await until(async () => former.log.some(({ event }) => event === "endpointElsewhere"));
  expect(await moved.health()).toBe("");
  expect(moved.log.filter(({ event }) => event === "endpointElsewhere")).toEqual([]);

  // It is over once partners reach this one, and where nobody answers.
  registry.publish((file) => Object.assign(entryOf(file), { endpoint: former.running.url }));
  await until(async () => (await former.health()) === "");
  await until(async () => (await moved.health()) === ELSEWHERE);
  await former.running.close();
  await until(async () => (await moved.health()) === "");
});
