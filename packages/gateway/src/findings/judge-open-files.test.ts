import { expect, it } from "vitest";
import { judgeOpenFiles } from "./judge-open-files.ts";

it("a gateway needs a file for each connection of both listeners, and some beside", () => {
  const codes = (...asked: Parameters<typeof judgeOpenFiles>) =>
    judgeOpenFiles(...asked).map(({ code }) => code);
  expect(codes(undefined, 4096)).toEqual(["OPEN_FILES_FEW"]);
  expect(codes(undefined, 9215)).toEqual(["OPEN_FILES_FEW"]);
  expect(codes(undefined, 9216)).toEqual([]);
  expect(codes(100, 1224)).toEqual([]);
  // What the system of this machine says is a number.
  expect(codes(Number.MAX_SAFE_INTEGER / 4)).toEqual(
    process.platform === "linux" ? ["OPEN_FILES_FEW"] : [],
  );
});
