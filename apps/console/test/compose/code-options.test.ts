import { describe, expect, it } from "vitest";
import { codeOptions } from "../../src/pages/compose/value/code-options.ts";
import type { Names } from "../../src/words/names.ts";

describe("the codes that may be chosen", () => {
  it("are named once for the names of a language, whichever entry asks", () => {
    const [english, french] = [countingNames("English"), countingNames("French")];
    const first = codeOptions(english, "iso639-3");
    expect(first.length).toBeGreaterThan(7_000);
    expect(first[0]).toEqual({ value: "aaa", name: "English aaa" });
    expect(codeOptions(english, "iso639-3")).toBe(first);
    expect(english.asked).toBe(first.length);
    expect(codeOptions(french, "iso639-3")[0]).toEqual({ value: "aaa", name: "French aaa" });
    expect(codeOptions(english, "consent_giver")).not.toEqual(first);
  });

  it("are none for a list that is not there", () => {
    expect(codeOptions(countingNames("English"), "no such list")).toEqual([]);
  });
});

function countingNames(language: string): Names & { asked: number } {
  const none = (): never => {
    throw new Error("nobody asks for that");
  };
  return {
    ...{ asked: 0, field: none, kind: none, purpose: none, member: none, rung: none },
    ...{ purposes: [], message: none },
    code(_list, code) {
      this.asked++;
      return `${language} ${code}`;
    },
  };
}
