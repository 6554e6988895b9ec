import { canonicalDigest } from "@safepassage/core";
import { expect, it } from "vitest";
import { createColumns } from "./columns.ts";
import { createRowDigest } from "./row-digest.ts";

it("the digest of a row is that of the canonical JSON of its filled cells", () => {
  const columns = createColumns();
  const names = [
    "prs_SecondName",
    "prs_FirstName",
    "column 3",
    "Z",
    "a",
    "é",
    "\u20ac",
    "\ud83d\ude00",
  ];
  for (const name of names) columns.add(name, false, name);
  const digestOf = createRowDigest(columns);
  for (const cells of [
    [
      "Beispiel",
      "Оксана (Oksana)",
      "",
      "\u0000\u001f\u007f",
      '"\\/',
      "\u2028\t\r\n",
      "\ufffd",
      " ",
    ],
    ["", "", "", "", "", "", "", ""],
    ["1", "2", "3", "4", "5", "6", "7", "\ud83d\ude00"],
  ]) {
    const filled = names.flatMap((name, at) => (cells[at] === "" ? [] : [[name, cells[at]]]));
    expect(digestOf(cells)).toBe(canonicalDigest(Object.fromEntries(filled)));
  }
});
