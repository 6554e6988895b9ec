import { describe, expect, it } from "vitest";
import { createTranslate } from "../../src/words/translations.ts";

const source = { "S01.title": "A case", "S01.1": "She is referred." };

describe("a translation of what somebody else says", () => {
  const translate = createTranslate(source, { ...source, "S01.1": "Elle est orientée." });

  it("is given for the sentence that it was made from", () => {
    expect(translate("S01.1", "She is referred.")).toBe("Elle est orientée.");
  });

  it("is not given for another sentence of the same id, nor for an id without one", () => {
    expect(translate("S01.1", "He is referred.")).toBeUndefined();
    expect(translate("S99.1", "She is referred.")).toBeUndefined();
    expect(translate("constructor", "She is referred.")).toBeUndefined();
  });

  it("is missing where the language has the English", () => {
    expect(translate("S01.title", "A case")).toBeUndefined();
    expect(createTranslate(source, source)("S01.1", "She is referred.")).toBeUndefined();
  });
});
