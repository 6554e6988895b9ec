import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type AgencyName, entityOf } from "@safepassage/exchange/agencies";
import type { Page } from "playwright-core";
import { afterAll, inject } from "vitest";
import { type Desk, untilShown } from "./harness.ts";
import { useWorld } from "./use-world.ts";

/** Stops the gateway of an agency as a failure of its machine does, and starts it again. */
export interface Restarts {
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Has a file of tests stop and start a gateway. It runs again after them. No other file may need it meanwhile. */
export function useRestarts(agency: AgencyName): Restarts {
  let own: ChildProcess | undefined;
  afterAll(async () => {
    if (own === undefined) return;
    const ended = once(own, "exit");
    own.disconnect();
    await ended;
  });
  return {
    async stop() {
      const { pid } = (await useWorld()).exchange.gateways[agency];
      const ended = own === undefined ? undefined : once(own, "exit");
      process.kill(own?.pid ?? pid, "SIGKILL");
      await ended;
    },
    async start() {
      const { world } = await useWorld();
      const args = [join(world.folder, agency), entityOf(agency)];
      own = fork(inject("programs").demoGateway, args, {
        stdio: ["ignore", "inherit", "inherit", "ipc"],
      });
      await once(own, "message");
    },
  };
}

/** What goes wrong in a page while its gateway is away, and until somebody has signed in again. */
export async function allowRestart({ allow }: Desk): Promise<void> {
  const { exchange } = await useWorld();
  allow({ away: true, origins: Object.values(exchange.provider.issuers) });
  allow({ answers: [{ status: 401, path: "/v1/" }] });
}

/** Signs in again in the tab that the page offers, and goes back to the page. */
export async function signInAgain(page: Page, person: string): Promise<void> {
  await page.getByRole("alertdialog", { name: "Your session has ended" }).waitFor();
  const [tab] = await Promise.all([
    page.waitForEvent("popup"),
    page.getByRole("link", { name: "Sign in again" }).click(),
  ]);
  await tab.getByRole("button", { name: new RegExp(person) }).click();
  await untilShown(tab);
  await page.getByRole("button", { name: "I have signed in" }).click();
  await page.getByRole("alertdialog").waitFor({ state: "detached" });
}
