import fc from "fast-check";
import { parseMessage, visit } from "messageformat";
import { expect, it } from "vitest";
import { requireSound } from "./sound-translation.ts";

it("finds sound what the parser of the standard does, and names field and kind alone", () => {
  const text = fc.array(fc.constantFrom(...PIECES)).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(text, (sentence) => {
      expect(isSound(sentence)).toBe(namesNoOther(sentence));
    }),
    { numRuns: 5000 },
  );
});

it.each([
  ["text", "Nothing permits {$field} in {$kind}."],
  ["one that looks like a placeholder inside another", "{{$field}$kind}"],
  ["a declaration after a mark of direction", "\u200e.local $x = {$y} {{}}"],
  ["an escaped brace", "\\{$value}"],
  ["an end without a beginning", "$field}"],
])("agrees on %s", (_, sentence) => {
  expect(isSound(sentence)).toBe(namesNoOther(sentence));
});

function isSound(text: string): boolean {
  try {
    requireSound({ locale: "en", codes: { X: { text } } });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** By the parser alone, whatever the message looks like. */
function namesNoOther(text: string): boolean {
  const names: string[] = [];
  try {
    visit(parseMessage(text), {
      value: (value) => {
        if (value.type === "variable") names.push(value.name);
      },
    });
  } catch {
    return false;
  }
  return names.every((name) => name === "field" || name === "kind");
}

const PIECES = [
  "{",
  "}",
  "{$field}",
  "{$kind}",
  "{$other}",
  "$field",
  ".",
  "\\",
  "|",
  " ",
  "\u200e",
  "a",
];
