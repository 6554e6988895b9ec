import { type JsonFormCase, refuseText } from "./case.ts";
import { flat, NAME, PRESENTED } from "./forms.ts";

/** The text, before any member counts. */
export function textCases(): JsonFormCase[] {
  const text = JSON.stringify(flat());
  const raw = (id: string, comment: string, changed: string, expect: string) =>
    refuseText(id, comment, "flattened", changed, expect);
  const nested = `${"[".repeat(100)}${"]".repeat(100)}`;
  return [
    raw("compact", "the compact form", PRESENTED, "JSON_MALFORMED"),
    raw("cut", "the last brace is missing", text.slice(0, -1), "JSON_MALFORMED"),
    raw(
      "payload-twice",
      "two payloads, and the last is the genuine one",
      text.replace("{", '{"payload":"e30",'),
      "JSON_DUPLICATE_MEMBER",
    ),
    raw(
      "disclosures-twice",
      "two lists of disclosures",
      text.replace('"disclosures"', '"disclosures":[],"disclosures"'),
      "JSON_DUPLICATE_MEMBER",
    ),
    raw(
      "proto",
      "a member __proto__",
      text.replace("{", '{"__proto__":{},'),
      "JSON_FORBIDDEN_MEMBER",
    ),
    raw(
      "deep",
      "disclosures nested 100 deep",
      text.replace(`["${NAME}"]`, nested),
      "JSON_TOO_DEEP",
    ),
    refuseText("too-large", "longer than the limit", "flattened", text, "DISCLOSURE_TOO_LARGE", {
      limits: { maxLength: 100 },
    }),
  ];
}
