import { describe, expect, it } from "vitest";
import type { Agreement } from "./context-model.ts";
import { lastAgreedDay, lastDay, lastDayAfterClosing, purposesWithoutDay } from "./retention.ts";

const DAY = "2026-11-24";
type Entry = NonNullable<Agreement["retention"]>[number];
const agreed = (...entries: readonly Partial<Entry>[]): Pick<Agreement, "retention"> => ({
  retention: entries.map((entry) => ({ purpose: "ASSET_TRACING", ceiling: "P1Y", ...entry })),
});

describe("the last day that an agreement permits", () => {
  it.each<[string, Pick<Agreement, "retention">, string | undefined]>([
    ["is not set without a limit", {}, undefined],
    ["counts from the message", agreed({}), "2027-11-24"],
    ["counts from the message if it says so", agreed({ from: "iat" }), "2027-11-24"],
    ["is not set by what counts from elsewhere", agreed({ from: "caseClosed" }), undefined],
    ["is not set for another purpose", agreed({ purpose: "SAFE_RETURN" }), undefined],
    ["is the earlier of two", agreed({}, { ceiling: "P30D" }), "2026-12-24"],
    ["counts hours as the whole days in them", agreed({ ceiling: "PT47H" }), "2026-11-25"],
  ])("%s", (_, agreement, expected) => {
    expect(lastAgreedDay(DAY, "ASSET_TRACING", agreement)).toBe(expected);
  });
});

it("finds the purposes for which a ceiling leaves no day of erasure", () => {
  const purposes = ["ASSET_TRACING", "SAFE_RETURN"];
  const found = (...entries: readonly Partial<Entry>[]) =>
    purposesWithoutDay({ purposes, ...agreed(...entries) });
  expect(purposesWithoutDay({ purposes })).toEqual([]);
  expect(found({ ceiling: "PT23H" }, {})).toEqual(["ASSET_TRACING"]);
  expect(found({ ceiling: "PT24H" }, { ceiling: "PT1H", from: "closed" })).toEqual([]);
  expect(found({ ceiling: "PT1H", purpose: "VETTING" })).toEqual([]);
});

describe("the last day that is permitted", () => {
  it("is that of the purpose, or an earlier one of the agreement", () => {
    expect(lastDay(DAY, "ASSET_TRACING")).toBe("2031-11-24");
    expect(lastDay(DAY, "ASSET_TRACING", agreed({}))).toBe("2027-11-24");
    expect(lastDay(DAY, "ASSET_TRACING", agreed({ ceiling: "P9Y" }))).toBe("2031-11-24");
    expect(lastDay(DAY, "ASSET_TRACING", agreed({ ceiling: "P9999Y" }))).toBe("2031-11-24");
    expect(lastDay(DAY, "NONE")).toBeUndefined();
  });
});

describe("the last day after a closing", () => {
  const after = (
    purpose: string,
    endsCase: boolean,
    agreement: Pick<Agreement, "retention"> | undefined = undefined,
  ) => lastDayAfterClosing(DAY, purpose, { endsCase, agreement });

  it("leaves time for a review where the purpose erases at the end of the case", () => {
    expect(after("ASSET_TRACING", true)).toBe("2026-12-24");
    expect(after("ASSET_TRACING", false)).toBeUndefined();
  });

  it("is none for a purpose that counts from elsewhere", () => {
    expect(after("ASSISTANCE_REFERRAL", true)).toBeUndefined();
    expect(after("NONE", true)).toBeUndefined();
  });

  it("is that of the agreement where it counts from the closing, or is earlier", () => {
    expect(after("ASSET_TRACING", false, agreed({ from: "closed", ceiling: "P5D" }))).toBe(
      "2026-11-29",
    );
    expect(after("ASSET_TRACING", true, agreed({ from: "caseClosed", ceiling: "P5D" }))).toBe(
      "2026-11-29",
    );
    expect(after("ASSET_TRACING", false, agreed({ from: "caseClosed" }))).toBeUndefined();
    expect(after("ASSET_TRACING", true, agreed({ from: "closed" }))).toBe("2026-12-24");
    expect(after("ASSET_TRACING", true, agreed({}))).toBe("2026-12-24");
    expect(after("ASSET_TRACING", true, agreed({ purpose: "SAFE_RETURN", from: "closed" }))).toBe(
      "2026-12-24",
    );
  });
});
