import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { createTerminal } from "../src/terminal.ts";

describe("a rule", () => {
  it.each([72, 80, 100])(
    "with a long title is broken into lines of at most %i characters",
    (columns) => {
      const title =
        "S01  An NGO in B refers a person who moves on to C to an NGO there, for assistance";
      const stream = Object.assign(new PassThrough(), { columns });
      createTerminal(stream as unknown as NodeJS.WriteStream, { colour: false }).rule(title);
      const lines = String(stream.read()).trimEnd().split("\n");
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      expect(lines.at(-1)?.length).toBe(columns);
      const words = lines.join(" ").replaceAll("━", " ").split(/\s+/).join(" ").trim();
      expect(words).toBe(title.replace("  ", " "));
    },
  );
});
