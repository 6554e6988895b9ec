import { expect, it as plain } from "vitest";
import { it } from "./harness.ts";
import { hear } from "./screen-reader.ts";
import { useWorld } from "./use-world.ts";

it("says who this is for on the page to sign in, and where it leads", async ({ desk }) => {
  const page = await desk.openPage("NGO-C", { bypassCSP: true });
  console.log(JSON.stringify(await hear(page, "body"), null, 1));
});

it("says each message of the inbox in one sentence, with its place in the list", async ({
  desk,
}) => {
  const page = await desk.signIn("NGO-C", "mira", { path: "/inbox", bypassCSP: true });
  console.log(JSON.stringify(await hear(page, "body"), null, 1));
});

it("says what becomes of a value beside it, and why", async ({ desk }) => {
  const { standing } = await useWorld();
  const page = await desk.signIn("NGO-B", "mira", {
    path: `/drafts/${standing.waiting}`,
    bypassCSP: true,
  });
  await page.locator(".case-leaves .tag").first().waitFor();
  console.log(JSON.stringify(await hear(page, "main .case-group"), null, 1));
  console.log(JSON.stringify(await hear(page, "main .send-bar"), null, 1));
});
