import { readFileSync } from "node:fs";
import { alarmsConfigSchema, logConfigSchema, metricsConfigSchema } from "@safepassage/agency";
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
    const configurations = blocks.filter((text) => /^\s*\{\s*"(?:log|metrics|alarms)"/.test(text));
    expect(configurations.length).toBeGreaterThan(0);
    for (const text of configurations) {
      expect(() => parseForm(Configuration, JSON.parse(text))).not.toThrow();
    }
  });
});
