import { beforeAll, describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { createCaller } from "./call.ts";

const CONTEXT = ["--agreement", "agr.json", "--registry", "registry.json"];
const { files, call } = createCaller();

describe("validate of several files", () => {
  beforeAll(async () => {
    await call("prepare", "draft.json", ...CONTEXT, "--out", "prepared.json");
    files.set("broken.json", '{"clear":');
    files.set("other.json", "{}");
    const stranger = JSON.parse(files.get("prepared.json") ?? "");
    stranger.clear["env.sender.agencyId"] = "https://unknown.test";
    files.set("stranger.json", JSON.stringify(stranger));
  });

  it("judges each, says one line of each, and ends with the worst status", async () => {
    const { exit, text, io } = await call(
      "validate",
      ...["broken.json", "other.json", "nowhere.json", "stranger.json"],
      ...["draft.json", "prepared.json"],
      ...CONTEXT,
      "--json",
    );
    expect(exit).toBe(EXIT.usage);
    expect(io.stderr).toEqual([]);
    expect(text.split("\n").map((line) => JSON.parse(line))).toMatchObject([
      { file: "broken.json", refused: { code: "JSON_MALFORMED" } },
      { file: "other.json", refused: { code: "CLI_NOT_A_MESSAGE" } },
      { file: "nowhere.json", refused: { code: "CLI_FILE_UNREADABLE" } },
      { file: "stranger.json", refused: { code: "TRUST_AGENCY_UNKNOWN" } },
      { file: "draft.json", verdict: "reject", refused: { code: "CLI_RULES_BROKEN" } },
      { file: "prepared.json", verdict: "accept" },
    ]);
  });

  it.each([
    [EXIT.done, ["prepared.json", "prepared.json"]],
    [EXIT.refused, ["draft.json", "prepared.json"]],
    [EXIT.refused, ["prepared.json", "broken.json", "prepared.json"]],
    [EXIT.usage, ["nowhere.json", "draft.json", "prepared.json"]],
  ])("ends with %i for %j", async (status, names) => {
    const { exit } = await call("validate", ...names, ...CONTEXT);
    expect(exit).toBe(status);
  });

  it("tells a person of each file by name", async () => {
    const { text, io } = await call("validate", "stranger.json", "prepared.json", ...CONTEXT);
    expect(io.stderr.join("\n")).toMatch(/^detail: stranger\.json: /m);
    expect(text).toMatch(/^accept {2}prepared\.json/);
  });

  it("says once and before all files what is wrong with what they are judged with", async () => {
    const { exit, text } = await call(
      ...["validate", "draft.json", "prepared.json", "--registry", "other.json", "--json"],
    );
    expect(exit).toBe(EXIT.refused);
    expect(JSON.parse(text)).toMatchObject({ refused: { code: "CLI_NOT_A_REGISTRY" } });
  });
});
