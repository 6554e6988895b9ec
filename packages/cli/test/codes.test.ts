import { CODE_LISTS, FIELDS } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { createCaller } from "./call.ts";

const { call } = createCaller();
const asJson = async (...args: string[]) =>
  JSON.parse((await call("codes", ...args, "--json")).text);

describe("safepassage codes", () => {
  it("lists every code list, by name, with its source and the fields that take it", async () => {
    const { lists } = await asJson();
    const names = lists.map(({ name }: { name: string }) => name);
    expect(names).toEqual(Object.keys(CODE_LISTS).sort());
    expect(lists).toContainEqual({
      name: "event_type",
      count: 3,
      source: "HTCDS v2.0",
      fields: ["event.type"],
    });
    const { text } = await call("codes");
    expect(text).toMatch(/^event_type +3 +HTCDS v2\.0$/m);
  });

  it("prints a list by its own name, and by that of a field", async () => {
    const list = await asJson("event_type");
    expect(list.codes).toEqual([
      { code: "recruitment" },
      { code: "transit" },
      { code: "exploitation" },
    ]);
    expect(list.licences).toEqual(["CC BY 4.0"]);
    expect(await asJson("event.type")).toEqual(list);
    const { text } = await call("codes", "event.type");
    expect(text.split("\n")).toContain("transit");
  });

  it("has every code of a list, each once, and those of a standard", async () => {
    for (const name of Object.keys(CODE_LISTS)) {
      const { codes, count } = await asJson(name);
      const said = codes.map(({ code }: { code: string }) => code);
      expect(new Set(said).size).toBe(count);
      for (const { code } of CODE_LISTS[name]?.codes ?? []) expect(said).toContain(code);
    }
    const { codes } = await asJson("iso3166-1");
    expect(codes).toContainEqual({ code: "NO" });
    expect(codes).toContainEqual({ code: "XB", testOnly: true });
  });

  it("says which codes are never admitted, and which tell of a special category", async () => {
    const needs = await call("codes", "service_need");
    expect(needs.text).toMatch(/^medicalCare +\(special category\)$/m);
    const forbidden = Object.entries(CODE_LISTS).find(([, { codes }]) =>
      codes.some((entry) => entry.forbidden),
    );
    const { text } = await call("codes", forbidden?.[0] ?? "");
    expect(text).toMatch(/\(never admitted[,)]/);
  });

  it("finds the list of each field that has one", async () => {
    const { lists } = await asJson();
    const known = new Set(lists.flatMap(({ fields }: { fields: string[] }) => fields));
    for (const { id, codeList } of FIELDS) {
      expect([id, known.has(id)]).toEqual([id, codeList !== null && codeList in CODE_LISTS]);
    }
  });

  it.each([
    ["event.typ", "do you mean event.type, event_type"],
    ["exploitation.purpose", "do you mean exploitation_purpose?"],
    ["Need.Services", "do you mean need.services"],
    ["nothing.likeit", "safepassage codes lists all"],
    ["n".repeat(100_000), "safepassage codes lists all"],
  ])("refuses %s, and says what there is", async (name, says) => {
    const { exit, io } = await call("codes", name);
    expect([exit, io.stderr[0]]).toEqual([
      EXIT.usage,
      expect.stringContaining("(CLI_OPTION_INVALID)"),
    ]);
    expect(io.stderr[2]).toContain(says);
  });
});
