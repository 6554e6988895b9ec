import { expect, it } from "vitest";
import { maintain } from "./with-agency.ts";

it("says why what is due was not erased by a code, and by none of the words of what was thrown", async () => {
  const told = async (error: unknown) => {
    const lines: string[] = [];
    const io = { err: (line: string) => void lines.push(line) } as never;
    const agency = { entity: "https://ngo-b.test", maintain: () => Promise.reject(error) };
    await maintain(io, undefined, agency as never, undefined);
    return lines.join("\n");
  };
  const words = "Maria K., born 1998-05-17";
  expect(await told(new Error(words))).toMatch(
    /was not erased \(Error\): run safepassage maintain$/,
  );
  expect(await told(Object.assign(new Error(words), { code: "ENOSPC" }))).toContain("(ENOSPC)");
  expect(await told(words)).not.toContain("Maria");
});
