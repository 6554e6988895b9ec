import { expect, it } from "vitest";
import { remember } from "./remember.ts";

it("asks once about each of a few texts in turns, and each time about what is wrong", () => {
  const asked: string[] = [];
  const find = remember((text) => {
    asked.push(text);
    return text === "wrong" ? "CODE_UNKNOWN" : undefined;
  });
  for (let round = 0; round < 3; round++) {
    for (const text of ["a", "b", "c", "d"]) expect(find(text)).toBeUndefined();
    expect(find("wrong")).toBe("CODE_UNKNOWN");
  }
  expect(asked).toEqual(["a", "b", "c", "d", "wrong", "wrong", "wrong"]);
});

it("keeps no more than a few texts", () => {
  let asked = 0;
  const find = remember(() => {
    asked++;
    return undefined;
  });
  for (const text of ["a", "b", "c", "d", "e", "e", "a", "c", "b"]) find(text);
  expect(asked).toBe(7);
});
