import { randomBytes } from "node:crypto";
import { answerOf } from "@safepassage/client";
import type { Page } from "playwright-core";
import { beforeAll, expect } from "vitest";
import { it } from "./harness.ts";
import { clientOf } from "./seeds.ts";
import { useRun } from "./use-run.ts";
import { START_MS, useWorld } from "./use-world.ts";

// What it takes to start is not the time of the first test.
beforeAll(async () => void (await useWorld()), START_MS);

it("a warning is sent, shown on every page of the other agency, and answered", async ({ desk }) => {
  const petra = await desk.signIn("Police-C", "petra", { path: "/outbox" });
  const mira = await desk.signIn("NGO-B", "mira", { path: "/danger" });
  const send = mira.getByRole("button", { name: "Send the warning now" });
  expect(await send.isDisabled()).toBe(true);
  await fillIn(mira);
  await mira.getByText("The other gateway will accept this warning.").waitFor();
  expect(await mira.locator(".warning-leaves").textContent()).toContain("Port Nova");
  await send.click();
  await mira.waitForURL("**/danger/*");
  await mira.getByText("police-c.test has taken it in.").waitFor();
  await mira.getByRole("timer").first().waitFor();
  const digest = new URL(mira.url()).pathname.split("/").at(-1) ?? "";

  const link = petra.locator(`.danger-bar a[href="/messages/${digest}"]`);
  await link.waitFor();
  await petra.getByRole("link", { name: "Inbox" }).click();
  await petra.getByRole("heading", { name: "Inbox" }).waitFor();
  expect(await link.count()).toBe(1);

  await answer(digest);
  await mira.getByText("police-c.test has answered.").waitFor();
  const opens = mira.getByRole("link", { name: "Open the answer" });
  const answered = await opens.getAttribute("href");
  await link.waitFor({ state: "detached" });

  // A message of one's own that goes on with the warning is no answer to it.
  await mira.route(`**/v1/messages/${digest}`, async (route) => {
    const response = await route.fetch();
    const { answeredBy, ...message } = (await response.json()) as { readonly answeredBy: string[] };
    await route.fulfill({ json: { ...message, answeredBy: [digest, ...answeredBy] } });
  });
  await mira.reload();
  expect(await opens.getAttribute("href")).toBe(answered);
});

it("a warning against the will of an adult is refused in words, and what was typed can go on in full", async ({
  desk,
}) => {
  const mira = await desk.signIn("NGO-B", "mira", { path: "/danger" });
  await fillIn(mira);
  await choose(mira, "What she says of the warning", "Objects");
  await mira.getByText("This cannot go yet. See what is marked.").waitFor();
  await mira.locator(".warning-leaves").getByText("Rule R85").first().waitFor();
  expect(await mira.getByRole("button", { name: "Send the warning now" }).isDisabled()).toBe(true);
  await mira.getByRole("button", { name: "Keep as draft" }).click();
  await mira.waitForURL("**/drafts/*");
  await mira.getByText("Quay Lane").first().waitFor();
});

it("a warning that did not reach the gateway is sent once, however often the button is pressed", async ({
  desk,
}) => {
  const mira = await desk.signIn("NGO-B", "mira", { path: "/danger" });
  desk.allow({ away: true });
  const { promise: shown, resolve: show } = Promise.withResolvers<void>();
  await mira.route("**/v1/preview", async (route) => {
    await shown;
    await route.continue();
  });
  await fillIn(mira);
  // Tab reaches the button while the gateway looks at the warning. The button keeps the focus while it sends.
  const send = mira.getByRole("button", { name: "Send the warning now" });
  const isOnIt = () => send.evaluate((button) => button === document.activeElement);
  await send.focus();
  expect([await isOnIt(), await send.isEnabled()]).toEqual([true, false]);
  show();
  await mira.getByText("The other gateway will accept this warning.").waitFor();
  const keys: (string | undefined)[] = [];
  // The gateway takes the warning, and its answer is lost on the way.
  await mira.route("**/v1/messages", async (route) => {
    keys.push(route.request().headers()["idempotency-key"]);
    if (keys.length > 1) return route.continue();
    await route.fetch();
    return route.abort("connectionreset");
  });
  await send.press("Enter");
  await mira.getByText("If you try again, the warning does not go twice.").waitFor();
  expect(await isOnIt()).toBe(true);
  await mira.getByRole("button", { name: "Try again" }).click();
  await mira.waitForURL("**/danger/*");
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBe(keys[1]);
});

it("a warning that did not go does not go again with what was typed since, before the page shows what would leave of it", async ({
  desk,
}) => {
  const mira = await desk.signIn("NGO-B", "mira", { path: "/danger" });
  desk.allow({ away: true });
  await fillIn(mira);
  await mira.getByText("The other gateway will accept this warning.").waitFor();
  await mira.route("**/v1/messages", (route) => route.abort("connectionreset"));
  await mira.getByRole("button", { name: "Send the warning now" }).click();
  const again = mira.locator(".warning-bar").getByRole("button", { name: "Try again" });
  await again.waitFor();
  const { promise: shown, resolve: show } = Promise.withResolvers<void>();
  await mira.route("**/v1/preview", async (route) => {
    await shown;
    await route.continue();
  });
  await mira.getByLabel("Street").fill("Quay");
  await again.waitFor({ state: "detached" });
  show();
  await again.waitFor();
});

/** Fills in all that a warning needs. The only agency that can be warned is chosen already. */
async function fillIn(page: Page): Promise<void> {
  await page.getByText("Legal basis: GDPR#6(1)(d)").waitFor();
  await page.getByText("Life", { exact: true }).click();
  await choose(page, "How soon", "Now");
  await choose(page, "How it is known", "Told by the person");
  await choose(page, "Child or adult", "Adult");
  await choose(page, "What she says of the warning", "Not reachable");
  await page.getByLabel("Telephone number").fill("+1 555 0100123");
  await page.getByLabel("Town").fill("Port Nova");
  await page.getByLabel("Street").fill("Quay Lane");
  await choose(page, "Kind of place", "Home");
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("button", { name: label }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

/** Has a caseworker of Police-C answer a warning: she is safe. */
async function answer(digest: string): Promise<void> {
  const tomas = await clientOf(await useRun(), "Police-C", "tomas");
  const headers = { "safepassage-reason": "ANSWER" };
  const { message } = await answerOf(
    tomas.v1.messages[":digest"].content.$get({ param: { digest } }, { headers }),
  );
  const { body } = message;
  const [person] = Object.entries(body).filter(([, { kind }]) => kind === "subject");
  if (person === undefined) throw new TypeError("the warning names nobody");
  const [gid, subject] = person;
  const meta = { ...subject.meta, holderRef: "https://police-c.test" };
  const draft = {
    ...{ inReplyTo: digest, messageType: "response" as const },
    legalBases: ["CETS197#33(1)", "NAT-XC#police-act-12"] as never,
    body: {
      [gid]: { ...subject, meta },
      [randomBytes(16).toString("base64url")]: {
        ...{ kind: "danger", links: [gid], meta: { ...meta, nature: "fact" } },
        leaves: [{ f: "danger.actionTaken", v: "personSafe" }],
      },
      [randomBytes(16).toString("base64url")]: {
        ...{ kind: "response", links: [] },
        leaves: [{ f: "response.outcome", v: "provided" }],
      },
    },
    private: { "private.urgency": { level: "emergency", ground: "threatToLife" } },
  };
  await answerOf(
    tomas.v1.messages.$post(
      { json: { draft, mode: "minimise" } },
      { headers: { "idempotency-key": digest } },
    ),
  );
}
