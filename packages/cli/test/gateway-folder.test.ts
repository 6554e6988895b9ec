import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { call } from "./call-on-disk.ts";

it.each([
  ["status", "--wait", "30"],
  ["lock", "staff-0009"],
  ["clock"],
  ["resend", "a"],
  ["keys"],
  ["keys", "next"],
  ["keys", "use"],
])(
  "gateway %s refuses a folder that holds no agency, as one that is mistyped, at once",
  async (command, ...more) => {
    const { exit, err } = await call(
      "gateway",
      command,
      join(tmpdir(), `safepassage-none-${randomUUID()}`),
      ...more,
    );
    expect(exit).toBe(1);
    expect(err).toContain("(AGENCY_FOLDER_INVALID)");
    expect(err).toContain("See that the folder is the right one");
  },
);
