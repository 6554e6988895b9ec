import { API_ERRORS } from "@safepassage/api";
import { startProvider } from "@safepassage/testing/provider";
import { expect, it } from "vitest";
import { API_CASES, openApiWorld } from "./api-cases.ts";

const PEOPLE = {
  worker: { groups: ["workers"], acr: "high" },
  "name with spaces": { groups: ["workers"] },
};

it.each(Object.entries(API_CASES))("%s is answered", async (code, drive) => {
  const provider = await startProvider(PEOPLE);
  try {
    expect(await drive(openApiWorld(provider), provider)).toBe(code);
  } finally {
    await provider.close();
  }
});

it("leaves no code of the local API out", () => {
  expect(Object.keys(API_CASES).sort()).toEqual(Object.keys(API_ERRORS).sort());
});
