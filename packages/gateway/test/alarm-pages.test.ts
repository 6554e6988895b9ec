import { afterEach, describe, expect, it } from "vitest";
import { pageOf } from "../src/alarms/page-of.ts";
import type { GatewayOptions } from "../src/index.ts";
import { openMailbox } from "./alarm-servers.ts";
import { FILES, PEOPLE } from "./console-world.ts";
import { createWarningExchange, warning } from "./warning-world.ts";
import { soon, watch } from "./watching.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const CONSOLE = "https://console.police-c.test";
const REF = "r".repeat(43);
const DRAFT = "d".repeat(22);

describe("the mail of an alarm", () => {
  it("leads to the message in the console, and to nothing where there is no console", async () => {
    const pages = new Map([["/index.html", Buffer.from(FILES["index.html"])]]);
    const officers = { people: { ...PEOPLE, url: CONSOLE } };
    const [digest, text] = await mailOf({ ...officers, pages });
    expect(text).toContain(`Open it: ${CONSOLE}/messages/${digest}`);
    const [, other] = await mailOf(officers);
    expect(other).not.toContain("Open it");
  });
});

describe("the page of an alarm", () => {
  it("is that of its message, or of the alarms where only a package is known", () => {
    const of = (event: "quarantineAlarm" | "emergencyRefused" | "registryStale", code?: string) =>
      pageOf(CONSOLE, { event, ref: REF, ...(code !== undefined && { code }) });
    expect([
      of("quarantineAlarm"),
      of("emergencyRefused", "erased"),
      of("emergencyRefused", "MESSAGE_EXPIRED"),
      of("registryStale"),
      pageOf(CONSOLE, { event: "draftWaits", ref: DRAFT }),
      pageOf(CONSOLE, { event: "draftWaits", ref: DRAFT, code: "approved" }),
      pageOf(CONSOLE, { event: "draftWaits", ref: DRAFT, code: "returned" }),
      pageOf(CONSOLE, { event: "draftWaits", ref: "../x" }),
      pageOf(CONSOLE, { event: "quarantineAlarm", ref: "../x" }),
      pageOf(undefined, { event: "quarantineAlarm", ref: REF }),
    ]).toEqual([
      `${CONSOLE}/messages/${REF}`,
      `${CONSOLE}/messages/${REF}`,
      `${CONSOLE}/alarms`,
      `${CONSOLE}/alarms`,
      `${CONSOLE}/approvals/${DRAFT}`,
      `${CONSOLE}/drafts/${DRAFT}`,
      `${CONSOLE}/drafts/${DRAFT}`,
      `${CONSOLE}/alarms`,
      `${CONSOLE}/alarms`,
      undefined,
    ]);
  });
});

/** Sends a warning to police whose alarms go by mail. Returns its digest, and what the mail says. */
async function mailOf(theirs: Partial<GatewayOptions>): Promise<readonly [string, string]> {
  const mailbox = await openMailbox();
  cleanups.push(() => mailbox.close());
  const { operation } = watch({
    alarms: {
      mail: {
        ...{ host: "127.0.0.1", port: mailbox.port, tls: "none" },
        ...{ from: "gateway@police-c.test", to: ["duty@police-c.test"] },
      },
    },
  });
  const exchange = createWarningExchange({}, { ...theirs, operation });
  const { alarms } = exchange.c.gateway;
  alarms?.start();
  cleanups.push(() => alarms?.stop(100));
  const sent = await exchange.b.call("POST", "/v1/messages", { draft: warning(), mode: "asIs" });
  await exchange.settle();
  await soon(() => mailbox.mails.length).toBe(1);
  return [sent.json.digest, mailbox.mails[0]?.text.replaceAll("=\r\n", "") ?? ""];
}
