import { generateKeyPairSync, sign, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ecdsaFromDer, ecdsaToDer } from "./ecdsa-signature.ts";

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });

describe("the DER form of an ECDSA signature", () => {
  it("verifies exactly where the JOSE form does", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (text) => {
        const jose = sign("sha256", text, { key: privateKey, dsaEncoding: "ieee-p1363" });
        expect(verify("sha256", text, publicKey, ecdsaToDer(jose))).toBe(true);
        const other = Uint8Array.from(jose);
        other[0] = (other[0] ?? 0) ^ 1;
        expect(verify("sha256", text, publicKey, ecdsaToDer(other))).toBe(false);
      }),
    );
  });

  it("holds both numbers in the shortest form that is positive", () => {
    const number = fc
      .tuple(fc.nat({ max: 32 }), fc.uint8Array({ minLength: 32, maxLength: 32 }))
      .map(([zeros, octets]) => octets.fill(0, 0, zeros));
    fc.assert(
      fc.property(number, number, (r, s) => {
        const der = ecdsaToDer(Uint8Array.from([...r, ...s]));
        expect([...der]).toEqual(encode(r, s));
      }),
    );
  });
});

describe("the JOSE form of a signature in DER", () => {
  const number = fc
    .tuple(fc.nat({ max: 32 }), fc.uint8Array({ minLength: 32, maxLength: 32 }))
    .map(([zeros, octets]) => octets.fill(0, 0, zeros));

  it("holds both numbers, whatever zeros they begin with", () => {
    fc.assert(
      fc.property(number, number, (r, s) => {
        const der = Uint8Array.from(encode(r, s));
        expect([...ecdsaFromDer(der)]).toEqual([...r, ...s]);
      }),
    );
  });

  it("verifies as the platform's own conversion does", () => {
    for (let i = 0; i < 300; i++) {
      const text = Buffer.from(`text ${i}`);
      const jose = ecdsaFromDer(sign("sha256", text, privateKey));
      expect(jose).toHaveLength(64);
      expect(verify("sha256", text, { key: publicKey, dsaEncoding: "ieee-p1363" }, jose)).toBe(
        true,
      );
    }
  });

  it.each([
    ["nothing", []],
    ["another tag", [0x31, 6, 2, 1, 1, 2, 1, 1]],
    ["a length that is too long", [0x30, 7, 2, 1, 1, 2, 1, 1]],
    ["a first number that is no number", [0x30, 6, 3, 1, 1, 2, 1, 1]],
    ["a second number that is no number", [0x30, 6, 2, 1, 1, 3, 1, 1]],
    ["a second number that is cut", [0x30, 6, 2, 1, 1, 2, 2, 1]],
    ["a number of 33 octets", [0x30, 38, 2, 33, ...Array<number>(33).fill(1), 2, 1, 1]],
  ])("is not made of %s", (_, octets) => {
    expect(() => ecdsaFromDer(Uint8Array.from(octets))).toThrow(RangeError);
  });
});

/** By way of numbers, so that it shares nothing with the code under test. */
function encode(...numbers: readonly Uint8Array[]): number[] {
  const content = numbers.flatMap((octets) => {
    let hex = BigInt(`0x${Buffer.from(octets).toString("hex")}`).toString(16);
    if (hex.length % 2 === 1) hex = `0${hex}`;
    if (hex >= "8") hex = `00${hex}`;
    const value = [...Buffer.from(hex, "hex")];
    return [2, value.length, ...value];
  });
  return [0x30, content.length, ...content];
}
