import { SchemaError } from "@safepassage/schema";
import { parseForm } from "@safepassage/schema/form";
import { describe, expect, it } from "vitest";
import type * as z from "zod";
import {
  alarmsConfigSchema,
  hooksSchema,
  logConfigSchema,
  metricsConfigSchema,
} from "./operation-config.ts";

const MAIL = {
  ...{ host: "mail.ngo-b.test", port: 587, tls: "startTls", user: "gateway", password: "mail.key" },
  ...{ from: "gateway@ngo-b.test", to: ["duty@ngo-b.test"] },
};

const URL_OF_HOOK = "https://case.test/changes";

function faultsOf(schema: z.ZodType, config: unknown): readonly string[] {
  try {
    parseForm(schema, config);
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    return error.issues.map(({ pointer, fix }) => `${pointer} ${fix}`);
  }
  return [];
}

describe("the configuration of operation", () => {
  it("may say nothing, or everything", () => {
    expect(faultsOf(logConfigSchema(), {})).toEqual([]);
    expect(faultsOf(alarmsConfigSchema(), {})).toEqual([]);
    expect(faultsOf(metricsConfigSchema(), { port: 9464 })).toEqual([]);
    const webhook = { url: "https://hook.test/alarms", secret: "hook.key" };
    const all = { mail: MAIL, webhook, certificates: ["proxy.pem"], daysBefore: 21 };
    expect(faultsOf(alarmsConfigSchema(), all)).toEqual([]);
  });

  it("serves the metrics to other machines only with a token", () => {
    const config = { port: 9464, hostname: "0.0.0.0" };
    expect(faultsOf(metricsConfigSchema(), config)[0]).toMatch(/^\/token Name the file of a token/);
    expect(faultsOf(metricsConfigSchema(), { ...config, token: "metrics.token" })).toEqual([]);
    expect(
      faultsOf(metricsConfigSchema(), { port: 1, hostname: "127.0.0.1.evil.test" }),
    ).toHaveLength(1);
  });

  it.each([
    ["mail in clear over a network", { mail: { ...MAIL, tls: "none" } }, "/mail/tls Use implicit"],
    [
      "a user without a password",
      { mail: { ...MAIL, password: undefined } },
      "/mail/password Give",
    ],
    ["a second address in one", { mail: { ...MAIL, from: "a@b.test, c@d.test" } }, "/mail/from"],
    [
      "a header in an address",
      { mail: { ...MAIL, to: ["a@b.test\nBcc: c@d.test"] } },
      "/mail/to/0",
    ],
    ["nobody to tell", { mail: { ...MAIL, to: [] } }, "/mail/to"],
    ["a webhook in clear", { webhook: { url: "http://hook.test", secret: "s" } }, "/webhook/url"],
    [
      "a password in an address",
      { webhook: { url: "https://a:b@hook.test", secret: "s" } },
      "/webhook/url",
    ],
    [
      "an address with a fragment",
      { webhook: { url: "https://hook.test/alarms#ours", secret: "s" } },
      "/webhook/url Leave out #",
    ],
    [
      "a member that is none",
      { webhook: { url: "https://h.test", secret: "s", header: 1 } },
      "/webhook",
    ],
  ])("refuses %s", (_, config, fault) => {
    const given = JSON.parse(JSON.stringify(config));
    expect(faultsOf(alarmsConfigSchema(), given)[0]).toMatch(new RegExp(`^${fault}`));
  });

  it("takes mail and webhook in clear on loopback", () => {
    const mail = { ...MAIL, host: "127.0.0.1", tls: "none" };
    const webhook = { url: "http://[::1]:8080/alarms", secret: "s" };
    expect(faultsOf(alarmsConfigSchema(), { mail, webhook })).toEqual([]);
  });

  it.each([
    ["a fragment", "https://case.test/changes#ours"],
    ["an empty fragment", "https://case.test/changes#"],
  ])("refuses a webhook whose address has %s", (_, url) => {
    const fault = "/0/url Leave out # and what follows it: it is never sent.";
    expect(faultsOf(hooksSchema(), [{ url }])).toEqual([fault]);
  });

  it.each<[string, readonly object[]]>([
    ["alike", [{ url: URL_OF_HOOK }, { url: URL_OF_HOOK }]],
    [
      "of one address in two spellings",
      [{ url: "https://case.test" }, { url: "HTTPS://Case.test:443/" }],
    ],
    [
      "with the same events in another order",
      [
        { url: URL_OF_HOOK, events: ["sent", "received"] },
        { url: URL_OF_HOOK, events: ["received", "sent", "sent"] },
      ],
    ],
  ])("refuses the second of two webhooks %s: it would be told each change twice", (_, hooks) => {
    const fault = "/1 Remove it: another has its address and its events.";
    expect(faultsOf(hooksSchema(), hooks)).toEqual([fault]);
  });

  it("names what is wrong with two webhooks that have no address that can be read", () => {
    const hooks = [{ url: "changes" }, { url: 1 }, {}];
    expect(faultsOf(hooksSchema(), hooks).map((fault) => fault.split(" ")[0])).toEqual([
      ...["/0/url", "/1/url", "/2/url"],
    ]);
    expect(faultsOf(hooksSchema(), [{ url: "changes" }])).toHaveLength(1);
  });

  it("takes two webhooks of one address with other events", () => {
    const hooks = [{ url: URL_OF_HOOK }, { url: URL_OF_HOOK, events: ["sent"] }];
    expect(faultsOf(hooksSchema(), hooks)).toEqual([]);
  });
});
