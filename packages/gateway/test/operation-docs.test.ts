import { readFileSync } from "node:fs";
import {
  agencyConfigSchema,
  alarmsConfigSchema,
  LOG_EVENTS,
  logConfigSchema,
  metricsConfigSchema,
} from "@safepassage/agency";
import { parseForm } from "@safepassage/schema/form";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { METRICS } from "../src/index.ts";

const read = (path: string) =>
  readFileSync(new URL(`../../../docs/${path}`, import.meta.url), "utf8");
const PAGES = ["guides/watch-a-gateway.md", "spec/operation.md"];
const Configuration = z.strictObject({
  log: logConfigSchema().optional(),
  metrics: metricsConfigSchema().optional(),
  alarms: alarmsConfigSchema().optional(),
});

it("each block of the guide can be put into agency.json as it stands", () => {
  const blocks = [...read("guides/watch-a-gateway.md").matchAll(/```json\n([^`]+)```/g)];
  expect(blocks.length).toBeGreaterThan(2);
  const own = { listen: { port: 8401 }, local: { port: 8402 } };
  const agency = { entity: "https://ngo-b.test", registry: "registry.jwt" };
  for (const [, text = ""] of blocks) {
    const { gateway, ...beside } = JSON.parse(text);
    const config = { ...agency, ...beside, gateway: { ...own, ...gateway } };
    expect(() => parseForm(agencyConfigSchema(), config)).not.toThrow();
  }
});

it("the guide for when it needs somebody has every alarm, and names no event that there is not", () => {
  const page = read("guides/when-a-gateway-needs-you.md");
  const named = new Set(page.match(/(?<=`)[a-z]+(?:[A-Z][a-z]+)+(?=`)/g));
  const alarms = Object.entries(LOG_EVENTS).filter(([, { level }]) => level === "alarm");
  expect(alarms.length).toBeGreaterThan(20);
  expect(alarms.map(([name]) => name).filter((name) => !named.has(name))).toEqual([]);
  const others = [...named].filter((name) => !Object.hasOwn(LOG_EVENTS, name));
  expect(others).toEqual(["lastError"]);
});

it("the specification lists every alarm", () => {
  const [, table = ""] = read("spec/operation.md").split("| alarms about | are | told |");
  const listed = new Set(table.split("1. **Gathered.**")[0]?.match(/(?<=`)\w+(?=`)/g));
  const alarms = Object.entries(LOG_EVENTS).filter(([, { level }]) => level === "alarm");
  expect(alarms.map(([name]) => name).filter((name) => !listed.has(name))).toEqual([]);
});

describe.each(PAGES)("%s", (path) => {
  const page = read(path);

  it("names only metrics that there are", () => {
    const named = page.match(/safepassage_[a-z_]*[a-z]/g) ?? [];
    expect(named.length).toBeGreaterThan(5);
    const known = new Set(Object.keys(METRICS));
    for (const name of named) expect(known).toContain(name.replace(/_(?:bucket|sum|count)$/, ""));
  });

  it("shows configurations that are taken", () => {
    const blocks = [...page.matchAll(/```json\n([^`]+)```/g)].map(([, text = ""]) => text);
    const configurations = blocks.flatMap((text) => {
      const { gateway, ...bare } = JSON.parse(text) as Record<string, unknown>;
      const isBare = (Object.keys(bare)[0] ?? "") in Configuration.shape;
      return gateway !== undefined ? [gateway] : isBare ? [bare] : [];
    });
    expect(configurations.length).toBeGreaterThan(0);
    for (const one of configurations) expect(() => parseForm(Configuration, one)).not.toThrow();
  });
});
