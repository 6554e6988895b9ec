import { encodeJson, encodeText, saltOf, setLeftOverBit } from "../signed-texts.ts";
import { NAME, refuse, sd, type VerifyCase } from "./case.ts";

/** What one disclosure holds. */
export function shapeCases(): VerifyCase[] {
  const salt = saltOf(1);
  const json = (id: string, comment: string, value: unknown, expect: string) =>
    refuse(id, comment, sd([encodeJson(value)]), expect);
  const text = (id: string, comment: string, disclosure: string, expect: string) =>
    refuse(id, comment, sd([disclosure]), expect);
  const loose = encodeText(`["${salt}","n",12]`);
  return [
    text("padded", "base64 padding", `${loose}=`, "DISCLOSURE_ENCODING_INVALID"),
    text(
      "plus",
      "the other alphabet",
      `${NAME.slice(0, -4)}+${NAME.slice(-3)}`,
      "DISCLOSURE_ENCODING_INVALID",
    ),
    text(
      "left-over-bits",
      "left-over bits set",
      setLeftOverBit(encodeText(`["${salt}","n",1]`)),
      "DISCLOSURE_ENCODING_INVALID",
    ),
    text("not-json", "not JSON", encodeText("salt,name,value"), "DISCLOSURE_JSON_INVALID"),
    text("json-cut", "JSON cut short", encodeText(`["${salt}","n","v"`), "DISCLOSURE_JSON_INVALID"),
    text(
      "json-more",
      "text after the JSON",
      encodeText(`["${salt}","n","v"]]`),
      "DISCLOSURE_JSON_INVALID",
    ),
    text(
      "not-utf8",
      "octets that are not UTF-8",
      encodeText(Uint8Array.of(0x5b, 0x22, 0xff, 0x22, 0x5d)),
      "DISCLOSURE_JSON_INVALID",
    ),
    text(
      "lone-surrogate",
      "an escaped lone surrogate",
      encodeText(`["${salt}","n","\\ud800"]`),
      "DISCLOSURE_JSON_INVALID",
    ),
    text(
      "value-member-twice",
      "a member twice in the value",
      encodeText(`["${salt}","n",{"a":1,"a":1}]`),
      "DISCLOSURE_JSON_INVALID",
    ),
    text(
      "value-proto",
      "a member __proto__ in the value",
      encodeText(`["${salt}","n",{"__proto__":{}}]`),
      "DISCLOSURE_JSON_INVALID",
    ),
    json("object", "an object", { salt, name: "n", value: 1 }, "DISCLOSURE_NOT_ARRAY"),
    json("string", "a string of the right length", "abc", "DISCLOSURE_NOT_ARRAY"),
    json("null", "null", null, "DISCLOSURE_NOT_ARRAY"),
    json("length-0", "no element", [], "DISCLOSURE_LENGTH_WRONG"),
    json("length-1", "one element", [salt], "DISCLOSURE_LENGTH_WRONG"),
    json("length-4", "four elements", [salt, "n", "v", "w"], "DISCLOSURE_LENGTH_WRONG"),
    json("salt-number", "salt is a number", [7, "n", "v"], "DISCLOSURE_SALT_NOT_STRING"),
    json("salt-null", "salt is null", [null, "n", "v"], "DISCLOSURE_SALT_NOT_STRING"),
    json("salt-empty", "salt is empty", ["", "n", "v"], "DISCLOSURE_SALT_EMPTY"),
    json("name-number", "name is a number", [salt, 1, "v"], "DISCLOSURE_NAME_NOT_STRING"),
    json("name-null", "name is null", [salt, null, "v"], "DISCLOSURE_NAME_NOT_STRING"),
    json("name-sd", "name is _sd", [salt, "_sd", []], "DISCLOSURE_NAME_RESERVED"),
    json("name-dots", "name is three dots", [salt, "...", "v"], "DISCLOSURE_NAME_RESERVED"),
    json(
      "name-sd-alg",
      "name is _sd_alg",
      [salt, "_sd_alg", "sha-256"],
      "DISCLOSURE_NAME_RESERVED",
    ),
    json(
      "name-proto",
      "name is __proto__",
      [salt, "__proto__", { a: 1 }],
      "DISCLOSURE_NAME_FORBIDDEN",
    ),
  ];
}
