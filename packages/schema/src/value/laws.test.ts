import { describe, expect, it } from "vitest";
import { NAME_LAW } from "./laws.ts";

const find = (original: string, script: string) =>
  NAME_LAW.find({ original, script, latin: "Muhammad", scheme: "ICAO9303-3-6" }, true);

describe("the script of a name", () => {
  it.each([
    ["مُحَمَّد", "Arab"],
    ["Дар’я-Марія", "Cyrl"],
    ["山田 はな", "Jpan"],
    ["प्रिया", "Deva"],
    ["བསྟན་འཛིན", "Tibt"],
  ])("takes letters, marks and joining signs: %s", (original, script) => {
    expect(find(original, script)).toBeUndefined();
  });

  it.each([
    ["مُحَمَّد", "Cyrl"],
    ["Дарya", "Cyrl"],
    ["\u064eم", "Cyrl"],
    ["-Дар", "Cyrl"],
    ["་བསྟན", "Tibt"],
    ["Дар་я", "Cyrl"],
    ["ʻДар", "Cyrl"],
  ])("takes no other sign: %s", (original, script) => {
    expect(find(original, script)).toEqual([{ path: [], code: "NAME_SCRIPT" }]);
  });

  it.each(["ʻAnakala", "ʼAbd"])(
    "takes each letter with which a Latin form may begin: %s",
    (name) => {
      const value = { original: name, script: "Latn", latin: name, scheme: "native" };
      expect(NAME_LAW.find(value, true)).toBeUndefined();
    },
  );

  // A mark that is of the script and also inherited must match in one way only: each would double the time.
  it.each([
    ["Arab", "م", "\u064e"],
    ["Deva", "प", "\u0951"],
    ["Cyrl", "д", "\u0484"],
  ])(
    "of %s is known at once of a long row of marks before a strange letter",
    (script, letter, mark) => {
      expect(find(`${letter}${mark.repeat(56)}a`, script)).toEqual([
        { path: [], code: "NAME_SCRIPT" },
      ]);
    },
  );
});
