import { expect } from "vitest";
import { it } from "./harness.ts";
import { useWorld } from "./use-world.ts";

it.for(["en-GB", "ar"])(
  "a time to fill in reads as all other times do in %s",
  async (locale, { desk }) => {
    const { standing } = await useWorld();
    const path = `/drafts/${standing.waiting}`;
    const page = await desk.signIn("NGO-B", "mira", { path, locale });
    const entry = page.locator(".date-input").first();
    await entry.waitFor();
    const part = (type: string) => entry.locator(`[data-type=${type}]`);
    const [hour, minute] = [await part("hour").boundingBox(), await part("minute").boundingBox()];
    // Digits go from left to right in every language, and so do hour and minute.
    expect(hour?.x).toBeLessThan(minute?.x ?? 0);
    expect(await part("dayPeriod").count()).toBe(0);
  },
);
