import {
  type ChangeKind,
  type Followed,
  GatewayProblem,
  type ProblemCode,
} from "@safepassage/client";
import { describe, expect, it } from "vitest";

describe("the codes of problems, and the names of events", () => {
  it("are known to TypeScript by the operations, and a misspelt one is not", () => {
    const codes: readonly ProblemCode[] = [
      "API_DRAFT_CLOSED",
      "GATEWAY_BUSY",
      "GATEWAY_STORE_AWAY",
    ];
    const told: readonly ChangeKind[] = ["sent", "answerClock"];
    // @ts-expect-error No operation is refused with it.
    const misspelt: ProblemCode = "API_DRAFT_CLOSD";
    // @ts-expect-error No event tells of it.
    const untold: ChangeKind = "answerClocks";
    expect([...codes, ...told]).not.toContain(misspelt);
    expect([...codes, ...told]).not.toContain(untold);
  });

  it("of a newer gateway reach a program as they are", () => {
    const { code } = new GatewayProblem(409, { code: "API_OF_NEXT_YEAR" });
    const event: Followed["event"] = "ofNextYear";
    expect([code, event]).toEqual(["API_OF_NEXT_YEAR", "ofNextYear"]);
  });
});
