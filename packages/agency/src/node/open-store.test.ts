import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { followPostgresPlace } from "./open-store.ts";

it("reads the password again before each connection, and goes on with the last in the middle of a change", () => {
  const folder = mkdtempSync(join(tmpdir(), "safepassage-place-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "password");
  const write = (text: string): void => writeFileSync(path, text, { mode: 0o600 });
  write("first\n");
  const named = { host: "127.0.0.1", database: "b", user: "b" };
  const placeNow = followPostgresPlace(folder, {
    ...{ engine: "postgres", ...named, passwordFile: "password" },
  });
  expect(placeNow()).toEqual({ ...named, password: "first" });
  write("second\n");
  expect(placeNow().password).toBe("second");
  write("");
  expect(placeNow().password).toBe("second");
  rmSync(path);
  expect(placeNow().password).toBe("second");
  write("third\n");
  chmodSync(path, 0o644);
  expect(placeNow().password).toBe("second");
  chmodSync(path, 0o600);
  expect(placeNow().password).toBe("third");
});
