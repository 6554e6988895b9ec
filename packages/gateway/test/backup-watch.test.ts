import { noteBackup } from "@safepassage/agency/node";
import { toInstant } from "@safepassage/core";
import { until } from "@safepassage/testing/until";
import { it } from "vitest";
import { folders, served, start } from "./running.ts";

it("a gateway says that no backup is made any more, tells a person, and stops once one is made", async () => {
  const made = folders();
  await served(made);
  const daysAgo = (days: number) => toInstant(new Date(Date.now() - days * 86_400_000));
  for (const days of [4, 3]) noteBackup(made.b, daysAgo(days));
  const gateway = await start(made.b);
  await until(async () => (await gateway.health()) === "warning BACKUP_LATE");
  await until(async () => gateway.log.some(({ event }) => event === "backupLate"));
  noteBackup(made.b, daysAgo(0));
  await until(async () => (await gateway.health()) === "");
  await until(async () =>
    gateway.log.some(({ event, code }) => `${event} ${code}` === "over backupLate"),
  );
});
