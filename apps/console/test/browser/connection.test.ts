import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { entityOf } from "@safepassage/exchange/agencies";
import type { Page } from "playwright-core";
import { afterAll, describe, expect, inject } from "vitest";
import { it, untilShown } from "./harness.ts";
import { useWorld } from "./use-world.ts";

describe("a lost connection", () => {
  it("is said with what to do, and pages go on once it is back", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/outbox" });
    desk.allow({ away: true });
    await page.context().setOffline(true);
    await chooseState(page, "delivered");
    await page.getByRole("alert").getByText("The gateway does not answer").waitFor();
    // The menu and the work stay: nobody is asked to sign in because a network is away.
    expect(await page.getByRole("alertdialog").count()).toBe(0);
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Nothing matches these filters").waitFor();
    expect(await page.locator(".notice[role=alert]").count()).toBe(0);
  });

  it("keeps a page from being loaded, and says so", async ({ desk }) => {
    const page = await desk.signIn("NGO-B", "mira", { path: "/outbox" });
    desk.allow({ away: true });
    await page.context().setOffline(true);
    await page.getByRole("link", { name: "New message" }).click();
    await page.getByRole("heading", { level: 1, name: "This page has failed" }).waitFor();
    await page.getByRole("alert").getByText("The gateway does not answer").waitFor();
    await page.context().setOffline(false);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("heading", { level: 1, name: "New message" }).waitFor();
  });
});

describe("a gateway that is restarted", () => {
  let gateway: ChildProcess | undefined;
  afterAll(async () => {
    if (gateway === undefined) return;
    const ended = new Promise((resolve) => gateway?.once("exit", resolve));
    gateway.disconnect();
    await ended;
  });

  it("leaves the page as it is, and goes on after signing in again", async ({ desk }) => {
    const { world, exchange } = await useWorld();
    const { pid } = exchange.gateways[STOPPED];
    const page = await desk.signIn(STOPPED, "mira");
    desk.allow({ away: true, origins: Object.values(exchange.provider.issuers) });
    desk.allow({ answers: [{ status: 401, path: "/v1/" }] });
    process.kill(pid, "SIGKILL");
    await chooseState(page, "accepted");
    await page.getByRole("alert").getByText("The gateway does not answer").waitFor();

    const args = [join(world.folder, STOPPED), entityOf(STOPPED)];
    gateway = fork(inject("programs").demoGateway, args, {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    await new Promise((resolve) => gateway?.once("message", resolve));
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("alertdialog", { name: "Your session has ended" }).waitFor();
    const [tab] = await Promise.all([
      page.waitForEvent("popup"),
      page.getByRole("link", { name: "Sign in again" }).click(),
    ]);
    await tab.getByRole("button", { name: /Mira/ }).click();
    await untilShown(tab);
    await page.getByRole("button", { name: "I have signed in" }).click();
    await page.getByText("Nothing matches these filters").waitFor();
    expect(await page.locator(".notice[role=alert]").count()).toBe(0);
  });
});

/** Narrows a list, for which the page has to ask the gateway. */
async function chooseState(page: Page, name: string): Promise<void> {
  await page.getByLabel("State").selectOption({ label: name });
}

/** No other test looks at its pages. */
const STOPPED = "Prosecutor-B";
