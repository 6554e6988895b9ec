import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findSign } from "./signs.ts";

describe("findSign", () => {
  it.each([
    ["a.b@mail.test", "EMAIL"],
    ["P<UTOERIKSSON<<ANNA<MARIA", "MRZ"],
    ["L898902C36UTO7408122F1204159", "MRZ"],
    ["GB82 WEST 1234 5698 7654 32", "IBAN"],
    ["de89370400440532013000", "IBAN"],
    ["Shop-GB82-WEST-1234-5698-7654-32-X", "IBAN"],
    ["4111 1111 1111 1111", "CARD"],
    ["50.12345, 8.54321", "COORDINATES"],
    ["50.12345_8.54321", "COORDINATES"],
    ["192.0.2.17", "IP"],
    ["2001:db8:0:1::1", "IP"],
    ["call-99955501001", "NUMBER"],
    ["+999 555 010 01", "NUMBER"],
    ["XA-0001-0001-7", "NUMBER"],
  ])("%s looks like %s", (text, sign) => {
    expect(findSign(text)).toBe(sign);
  });

  it.each([
    ["an organisation with a year", "Help for Women 1998"],
    ["an address", "12 Invented Lane, flat 3"],
    ["a card with a wrong check digit and few digits", "1234 5678"],
    ["a version", "1.2.3"],
    ["a number of an article", "NAT-XB#police-act(12)(3)"],
    ["an address of four parts that is none", "300.1.2.3"],
    ["a name", "Оксана Примерная"],
    ["a passport line whose digits do not fit", "L898902C37UTO7408122F1204159"],
  ])("nothing for %s: %s", (_, text) => {
    expect(findSign(text)).toBeUndefined();
  });

  it("sees no sign in words without digits and signs", () => {
    const words = fc.array(fc.stringMatching(/^[A-Za-zÀ-ž]{1,12}$/), { maxLength: 4 });
    fc.assert(
      fc.property(words, (list) => {
        expect(findSign(list.join(" "))).toBeUndefined();
      }),
    );
  });

  it("sees every number with a check digit of its kind", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9]\d{14}$/), (digits) => {
        expect(findSign(digits + luhn(digits))).toBe("CARD");
      }),
    );
  });
});

/** The digit that makes a number one of ISO/IEC 7812-1, by trying all ten. */
function luhn(digits: string): string {
  const sum = (text: string): number =>
    [...text]
      .reverse()
      .map((digit, place) => Number(digit) * (place % 2 === 0 ? 1 : 2))
      .reduce((total, value) => total + Math.floor(value / 10) + (value % 10), 0);
  return [..."0123456789"].find((digit) => sum(digits + digit) % 10 === 0) ?? "";
}
