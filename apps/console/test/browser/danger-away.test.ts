import { answerOf } from "@safepassage/client";
import { expect } from "vitest";
import { it } from "./harness.ts";
import { clientOf } from "./seeds.ts";
import { useRun } from "./use-run.ts";

it("while the gateway does not answer, each page says that warnings may wait that nobody sees", async ({
  desk,
}) => {
  const page = await desk.signIn("Police-C", "petra", {
    path: "/outbox",
    prepare: ({ clock }) => clock.install(),
  });
  desk.allow({ away: true });
  const told = page.getByText("this page cannot show whether a warning of danger waits");
  expect(await told.count()).toBe(0);
  await page.context().setOffline(true);
  await expect
    .poll(async () => {
      await page.clock.fastForward("00:31");
      return told.count();
    })
    .toBe(1);
  await page.context().setOffline(false);
  await expect
    .poll(async () => {
      await page.clock.fastForward("00:31");
      return told.count();
    })
    .toBe(0);
});

it("a page of a warning that another one stands in for leads to that one", async ({ desk }) => {
  const run = await useRun();
  const mira = await clientOf(run, "NGO-B", "mira");
  const { entries } = await answerOf(mira.v1.outbox.$get({ query: { limit: 1 } }));
  const [sent] = entries;
  if (sent === undefined) throw new TypeError("nothing was sent");
  const before = "B".repeat(43);
  const stood = { ...sent, digest: before, state: "replaced", replacedBy: sent.digest };
  for (const path of [`/danger/${before}`, `/sent/${before}`]) {
    const page = await desk.signIn("NGO-B", "mira", {
      path,
      async prepare(page) {
        await page.route(`**/v1/messages/${before}`, (route) =>
          route.fulfill({ json: { ...stood, box: "outbox", answeredBy: [], receipts: [] } }),
        );
      },
    });
    await page.waitForURL(`**${path.replace(before, sent.digest)}`);
  }
});
