import type { Page } from "playwright-core";
import { expect } from "vitest";
import { it } from "./harness.ts";

it("what may be sent says that the agencies did not come, and asks again", async ({ desk }) => {
  desk.allow(REFUSED);
  const page = await desk.signIn("NGO-B", "mira", {
    path: "/agreements",
    prepare: (page) => refuse(page, "partners"),
  });
  await page.getByText(TITLE).waitFor();
  expect(await page.locator("main .loading").count()).toBe(0);
  await page.unrouteAll();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("button", { name: /Show$/ }).waitFor();
  expect(await page.getByText(TITLE).count()).toBe(0);
});

it.for([
  ["agreements", "AGR-ASSIST-CHILD"],
  ["health", "The registry, unless it is renewed"],
] as const)(
  "the agencies say that what ends is not whole without %s",
  async ([part, name], { desk }) => {
    desk.allow(REFUSED);
    const page = await desk.signIn("NGO-B", "mira", {
      path: "/agencies",
      prepare: (page) => refuse(page, part),
    });
    await page.getByText(TITLE).waitFor();
    await page.unrouteAll();
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("row", { name }).last().waitFor();
    expect(await page.getByText(TITLE).count()).toBe(0);
  },
);

it("an agreement says that how long the catalogue has data held did not come", async ({ desk }) => {
  desk.allow(REFUSED);
  const page = await desk.signIn("NGO-B", "mira", {
    path: "/agreements/AGR-ASSIST-CHILD",
    prepare: (page) => refuse(page, "purposes"),
  });
  await page.getByText(TITLE).waitFor();
  await page.unrouteAll();
  await page.getByRole("button", { name: "Try again" }).click();
  await page
    .getByText(/By the catalogue/)
    .first()
    .waitFor();
  expect(await page.getByText(TITLE).count()).toBe(0);
});

/** Has the gateway refuse one of its operations. */
async function refuse(page: Page, part: string): Promise<void> {
  await page.route(`**/v1/${part}`, (route) =>
    route.fulfill({
      ...{ status: 422, contentType: "application/problem+json" },
      json: { code: "API_LATER", title: TITLE, hint: "Do what it says." },
    }),
  );
}

const TITLE = "A later gateway says so";
const REFUSED = { answers: [{ status: 422, path: "/v1/" }] } as const;
