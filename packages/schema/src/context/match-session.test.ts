import scenarios from "@safepassage/vectors/scenarios/s06-s17.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { SchemaError } from "../value/schema-error.ts";
import { parseMatchSessions } from "./match-session.ts";

const sessions = scenarios.scenarios.flatMap(({ messages }) =>
  messages.flatMap(({ context }) => context.transcript.sessions as readonly object[]),
);
const session = sessions[0] as object;

describe("sessions of token matching", () => {
  it("are read as the scenarios hold them, with or without what is left", () => {
    expect(sessions.length).toBeGreaterThan(0);
    for (const each of sessions) expect(parseMatchSessions([each])).toEqual([each]);
    const { tokensLeft: _, ...open } = session as { readonly tokensLeft: number };
    expect(parseMatchSessions([open])).toEqual([open]);
    expect(parseMatchSessions([])).toEqual([]);
  });

  it.each([
    ["a member that does not exist", { note: 1 }, "MEMBER_UNKNOWN", "/0"],
    ["a suite that does not exist", { suite: "none" }, "CODE_UNKNOWN", "/0/suite"],
    ["a week that does not exist", { epoch: "2026-W54" }, "PATTERN_MISMATCH", "/0/epoch"],
    ["fewer tokens than none", { tokensLeft: -1 }, "NUMBER_OUT_OF_RANGE", "/0/tokensLeft"],
    ["a proof that is no answer", { proofChecked: "yes" }, "WRONG_TYPE", "/0/proofChecked"],
  ])("are refused with %s", (_, change, code, pointer) => {
    const read = () => parseMatchSessions([{ ...session, ...change }]);
    expect(read).toThrow(SchemaError);
    try {
      read();
    } catch (error) {
      expect((error as SchemaError).issues).toMatchObject([{ code, pointer }]);
    }
  });
});
