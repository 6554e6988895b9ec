import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { FOLDER, noteBackup } from "@safepassage/agency/node";
import { toInstant } from "@safepassage/core";
import { expect, it } from "vitest";
import { createMetrics } from "../src/metrics/metrics.ts";
import { editJson } from "./gateway-folder.ts";
import { readSeries } from "./prometheus-text.ts";
import { folders, served, start } from "./running.ts";

const AGE = "safepassage_backup_age_seconds";
const LOG = "safepassage_database_log_octets";
const DAY = 86_400;

it("the metrics of a gateway have the age of a backup as soon as it is made", async () => {
  const made = folders();
  await served(made);
  editJson(join(made.b, FOLDER.config), ({ gateway }: { gateway: object }) =>
    Object.assign(gateway, { metrics: { port: 0 } }),
  );
  const { running } = await start(made.b);
  const series = async () => {
    const response = await fetch(running.metricsUrl ?? "");
    return readSeries(await response.text());
  };
  const age = async () => (await series()).get(AGE);
  const daysAgo = (days: number) => toInstant(new Date(Date.now() - days * DAY * 1000));

  expect(await age()).toBe(undefined);
  for (const folder of ["state", "keys/contents"])
    expect(
      (await series()).get(`safepassage_disk_free_octets{folder="${folder}"}`),
    ).toBeGreaterThan(0);
  // What was written since the log was last cut.
  expect((await series()).get(LOG)).toBeGreaterThanOrEqual(0);
  noteBackup(made.b, daysAgo(3));
  const old = (await age()) ?? 0;
  expect(old).toBeGreaterThanOrEqual(3 * DAY);
  expect(old).toBeLessThan(3 * DAY + 600);
  noteBackup(made.b, daysAgo(0));
  expect(await age()).toBeLessThan(600);

  // By a clock that is a little ahead: it was made just now. By one that is wrong: nobody knows when.
  noteBackup(made.b, daysAgo(-0.5));
  expect(await age()).toBe(0);
  noteBackup(made.b, daysAgo(-2));
  expect(await age()).toBe(-1);
  writeFileSync(join(made.b, FOLDER.lastBackup), "{", { mode: 0o600 });
  expect(await age()).toBe(-1);
});

it("metrics of a gateway without a folder have no age of a backup, and no log of a database", async () => {
  const series = readSeries(await createMetrics("0.1.0").text());
  expect(series.has("safepassage_ready")).toBe(true);
  expect([series.has(AGE), series.has(LOG)]).toEqual([false, false]);
});
