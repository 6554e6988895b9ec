import { describe, expect, it } from "vitest";
import { findChannelDuty, isPrescribed } from "./channel-duty.ts";

const POLICE = "DIR2023/977#4";
const ORDER = "REG2023/1543#4(1)";
const AFTER = "2026-11-24T09:00:00Z";
/** Before the first day of the duty for production orders. */
const BEFORE = "2026-08-17T23:59:59Z";

describe("the duty to use another channel", () => {
  it("follows from the laws that a message cites, whatever the article", () => {
    expect(findChannelDuty([POLICE], AFTER)).toEqual({
      channels: ["SIENA"],
      grounds: ["thirdState", "urgency", "outage", "nationalAdapter"],
    });
    expect(findChannelDuty(["LED#8", "DIR2023/977#5"], AFTER)?.channels).toEqual(["SIENA"]);
  });

  it.each([[[]], [["GDPR#6(1)(a)"]], [["DIR2023/9770#4"]], [["DIR2023/977"]]])(
    "does not follow from %j",
    (bases) => {
      expect(findChannelDuty(bases, AFTER)).toBeUndefined();
    },
  );

  it("of several laws leaves the grounds that each of them admits", () => {
    expect(findChannelDuty([POLICE, ORDER], AFTER)).toEqual({
      channels: ["SIENA", "decentralisedITSystem"],
      grounds: ["outage", "nationalAdapter"],
    });
  });

  it("leaves it open to state none while it does not apply yet, unless another law has one that does", () => {
    expect(findChannelDuty([ORDER], BEFORE)?.grounds).toContain("none");
    expect(findChannelDuty([ORDER], AFTER)?.grounds).not.toContain("none");
    expect(findChannelDuty([ORDER, POLICE], BEFORE)?.grounds).not.toContain("none");
  });
});

it.each([
  ["has no first day", {}, true],
  ["begins on a day that nobody knows yet", { validFrom: null }, false],
  ["began the day before", { validFrom: "2026-11-23" }, true],
  ["begins that day", { validFrom: "2026-11-24" }, true],
  ["begins the day after", { validFrom: "2026-11-25" }, false],
])("holds a duty to use a channel that %s against a message: %j %s", (_, duty, applies) => {
  expect(isPrescribed(duty, "2026-11-24T00:00:00Z")).toBe(applies);
});
