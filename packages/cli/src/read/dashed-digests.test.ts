import { Command } from "commander";
import { expect, it } from "vitest";
import { dashedDigests } from "./dashed-digests.ts";

const program = new Command("p");
program.command("withdraw <folder>").option("--message <digest>").option("--plan");
program.command("gateway").command("resend <folder> [digests...]").option("--json");

const DASHED = `-${"a".repeat(42)}`;
const OTHER = "b".repeat(43);

it.each([
  ["a line without one", ["withdraw", "f", "--message", OTHER]],
  ["one that is the value of an option", ["withdraw", "f", "--message", DASHED, "--plan"]],
  ["what stands behind -- already", ["gateway", "resend", "f", "--", DASHED, OTHER]],
])("leaves %s as it is", (_, args) => {
  expect(dashedDigests(args, program)).toEqual(args);
});

it("keeps the order of what is named", () => {
  const line = ["gateway", "resend", "f", DASHED, "--json", OTHER];
  const named = ["gateway", "resend", "f", "--json", "--", DASHED, OTHER];
  expect(dashedDigests(line, program)).toEqual(named);
  expect(dashedDigests(["gateway", "resend", "f", OTHER, DASHED, OTHER], program)).toEqual([
    ...["gateway", "resend", "f", OTHER, "--", DASHED, OTHER],
  ]);
});
