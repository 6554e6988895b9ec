import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { listJsonFiles } from "./list-json-files.ts";

const folder = mkdtempSync(join(tmpdir(), "safepassage-list-"));
afterAll(() => rmSync(folder, { recursive: true }));
for (const name of ["all/b", "all/.hidden", "empty", "deep"]) {
  mkdirSync(join(folder, name), { recursive: true });
}
for (const name of ["z.json", "a.jsonl", "b/c.ndjson", "b/d.txt", ".hidden/e.json", ".f.json"]) {
  writeFileSync(join(folder, "all", name), "{}");
}
symlinkSync(join(folder, "all"), join(folder, "all/loop"));
symlinkSync(join(folder, "all/b/d.txt"), join(folder, "all/linked.json"));

describe("the files that a path stands for", () => {
  it("are a file itself, whatever its name", async () => {
    expect(await list("all/b/d.txt")).toEqual(["all/b/d.txt"]);
  });

  it("are those of a folder by name, also of folders in it, none hidden and none twice", async () => {
    expect(await list("all")).toEqual(
      ["a.jsonl", "b/c.ndjson", "linked.json", "z.json"].map((name) => `all/${name}`),
    );
  });

  it.each([
    ["empty", "CLI_FOLDER_EMPTY"],
    ["nowhere", "CLI_FILE_UNREADABLE"],
    ["/dev/null", "CLI_FILE_UNREADABLE"],
  ])("are none for %s: %s", async (path, code) => {
    await expect(list(path)).rejects.toMatchObject({ code });
  });

  it("are refused where folders are nested too deep", async () => {
    mkdirSync(join(folder, "deep", ...Array(34).fill("d")), { recursive: true });
    await expect(list("deep")).rejects.toMatchObject({ code: "CLI_FILE_UNREADABLE" });
  });
});

async function list(path: string): Promise<readonly string[]> {
  const files: string[] = [];
  const locate = (name: string) => (name.startsWith("/") ? name : join(folder, name));
  for await (const file of listJsonFiles(path, locate)) files.push(file);
  return files;
}
