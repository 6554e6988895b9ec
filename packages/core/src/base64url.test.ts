import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  decodeBase64url,
  decodeBase64urlText,
  decodeUtf8,
  encodeBase64url,
  encodeBase64urlText,
  isBase64url,
} from "./base64url.ts";
import * as node from "./platform-node.ts";
import * as web from "./platform-web.ts";

const LONG = "Zm9v".repeat(200);
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

describe("base64url", () => {
  it("gives the test vectors of RFC 4648, Section 10, without their padding", () => {
    const vectors = { f: "Zg", fo: "Zm8", foo: "Zm9v", foob: "Zm9vYg", fooba: "Zm9vYmE" };
    for (const [text, encoded] of Object.entries({ ...vectors, "": "", foobar: "Zm9vYmFy" })) {
      expect(encodeBase64urlText(text)).toBe(encoded);
      expect(decodeBase64urlText(encoded)).toBe(text);
    }
  });

  it("reads a text only if each of its characters is of the alphabet", () => {
    const wrong: string[] = [];
    // Skip the stacks of three hundred thousand errors, which nobody reads.
    const limit = Error.stackTraceLimit;
    onTestFinished(() => {
      Error.stackTraceLimit = limit;
    });
    Error.stackTraceLimit = 0;
    for (let unit = 0; unit <= 0xffff; unit++) {
      const sign = String.fromCharCode(unit);
      for (const text of [`${sign}GVs`, `a${sign}Vs`, `aG${sign}s`, `aGV${sign}`, `aGVs${sign}A`]) {
        if (isDecoded(text) !== ALPHABET.includes(sign)) wrong.push(`${unit} in ${text}`);
      }
      // Long texts take another path than short ones.
      for (const text of [`${sign}GVs${LONG}`, `${LONG}aG${sign}s`]) {
        if (isBase64url(text) !== ALPHABET.includes(sign)) wrong.push(`${unit} in a long text`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("decodes what it encodes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = encodeBase64url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString("base64url"));
        expect(decodeBase64url(text)).toEqual(bytes);
      }),
    );
  });

  it("encodes texts of any length and alphabet as the platform does", () => {
    for (const character of ["a", "é", "€", "😀", "\ud800"]) {
      for (const length of [0, 1, 600, 682, 683, 1365, 1366, 2048, 4096, 4097]) {
        const text = character.repeat(length);
        expect(encodeBase64urlText(text)).toBe(Buffer.from(text).toString("base64url"));
      }
    }
  });

  it("takes of every last pair and triple of characters exactly those that are canonical", () => {
    let taken = 0;
    for (const length of [1, 2, 5, 6, 1021, 1022]) {
      const prefix = "A".repeat(length);
      for (const last of ALPHABET) {
        const text = prefix + last;
        const canonical = Buffer.from(text, "base64url").toString("base64url") === text;
        if (canonical) {
          taken++;
          expect(encodeBase64url(decodeBase64url(text))).toBe(text);
        } else {
          expect(() => decodeBase64url(text)).toThrow(code("BASE64URL_MALFORMED"));
        }
      }
    }
    // Of 64 last characters, 4 leave four bits zero and 16 leave two.
    expect(taken).toBe(3 * (4 + 16));
  });

  it("refuses every character outside the alphabet, wherever it stands", () => {
    for (let unit = 0; unit < 0x180; unit++) {
      const character = String.fromCharCode(unit);
      if (ALPHABET.includes(character)) continue;
      const short = [`${character}AAA`, `AA${character}A`, `AAA${character}`];
      // Long texts are checked on another path than short ones.
      for (const text of [...short, ...short.map((text) => LONG + text)]) {
        expect(() => decodeBase64url(text)).toThrow(code("BASE64URL_MALFORMED"));
      }
    }
  });

  it.each(["A", "AAAAA", "Zg==", "Zm8=", "Zm9v\n", " Zm9v", "Zm9v=", "Zm+v", "Zm/v"])(
    "refuses %j",
    (text) => {
      expect(() => decodeBase64url(text)).toThrow(code("BASE64URL_MALFORMED"));
      expect(() => decodeBase64urlText(text)).toThrow(code("BASE64URL_MALFORMED"));
    },
  );

  it("refuses octets that are not UTF-8, but takes a replacement character that was sent", () => {
    for (const bytes of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82], [0xf5]]) {
      const octets = Uint8Array.from(bytes);
      expect(() => decodeBase64urlText(encodeBase64url(octets))).toThrow(code("JSON_BAD_TEXT"));
      expect(() => decodeUtf8(octets)).toThrow(code("JSON_BAD_TEXT"));
    }
    expect(decodeBase64urlText(encodeBase64urlText("a\ufffdb"))).toBe("a\ufffdb");
  });

  it("keeps a byte order mark for the reader behind it to refuse", () => {
    expect(decodeBase64urlText("77u_e30")).toBe("\ufeff{}");
  });
});

describe("the platform of Node and that of browsers", () => {
  it("encode, decode and hash alike", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const text = node.encode(bytes);
        expect(web.encode(bytes)).toBe(text);
        expect(web.decode(text)).toEqual(node.decode(text));
        expect(web.decodeToText(text)).toBe(node.decodeToText(text));
        expect(Buffer.from(web.sha256(bytes))).toEqual(Buffer.from(node.sha256(bytes)));
        expect(web.sha256Base64url(bytes)).toBe(node.sha256Base64url(bytes));
      }),
    );
  });

  it("treat texts alike, byte order marks and lone surrogates included", () => {
    // The unit "binary" is the same, and lists every code point first: a second.
    const codePoint = fc
      .integer({ min: 0, max: 0x10ffff })
      .map((code) => String.fromCodePoint(code));
    const text = fc.string({ unit: codePoint });
    fc.assert(
      fc.property(text, fc.constantFrom("", "\ufeff", "\ud800"), (rest, first) => {
        const whole = first + rest;
        expect(web.encodeText(whole)).toBe(node.encodeText(whole));
        expect(web.sha256Base64url(whole)).toBe(node.sha256Base64url(whole));
        const encoded = node.encodeText(whole);
        expect(web.decodeToText(encoded)).toBe(node.decodeToText(encoded));
      }),
    );
  });

  it("encode a part of a larger buffer as that part alone", () => {
    const part = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8]).subarray(2, 5);
    expect(node.encode(part)).toBe("AwQF");
    expect(web.encode(part)).toBe("AwQF");
  });

  it("give the digest of FIPS 180-4's example", () => {
    const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    expect(Buffer.from(node.sha256("abc")).toString("hex")).toBe(abc);
    expect(Buffer.from(web.sha256("abc")).toString("hex")).toBe(abc);
  });
});

function code(expected: string): object {
  return expect.objectContaining({ code: expected });
}

/** Whether a text can be decoded at all. Its octets may still not be UTF-8. */
function isDecoded(text: string): boolean {
  try {
    decodeBase64urlText(text);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "JSON_BAD_TEXT";
  }
}
