import { createPublicKey } from "node:crypto";
import { encodeBase64url } from "@safepassage/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { isOnP256 } from "./jwk.ts";
import { generateSigningKey } from "./keys-node.ts";

const coordinate = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(encodeBase64url);

it("takes the points that node:crypto takes, and their negatives", () => {
  for (let i = 0; i < 50; i++) {
    const { x, y } = pointOf(generateSigningKey("ES256"));
    const negative = encode(P - decode(y));
    expect([isOnP256({ x, y }), isOnP256({ x, y: negative })]).toEqual([true, true]);
    expect([isNative({ x, y }), isNative({ x, y: negative })]).toEqual([true, true]);
  }
});

it("refuses what node:crypto refuses", () => {
  fc.assert(
    fc.property(coordinate, coordinate, fc.nat(255), (x, y, bit) => {
      const point = pointOf(SOUND);
      const changed = { ...point, y: encode(decode(point.y) ^ (1n << BigInt(bit))) };
      for (const one of [{ x, y }, { ...point, x }, { ...point, y }, changed]) {
        expect(isOnP256(one)).toBe(isNative(one));
      }
    }),
  );
});

it("refuses a coordinate that is too large by the order of the field", () => {
  // A point with a small x: with the order added it still has 32 octets.
  const small = { x: 5n, y: 0x459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbccn };
  const sound = { x: encode(small.x), y: encode(small.y) };
  const large = { x: encode(small.x + P), y: encode(small.y) };
  expect([isOnP256(sound), isNative(sound)]).toEqual([true, true]);
  expect([isOnP256(large), isNative(large)]).toEqual([false, false]);
  for (const value of [0n, P, 2n ** 256n - 1n]) {
    const point = { x: encode(value), y: encode(value) };
    expect([isOnP256(point), isNative(point)]).toEqual([false, false]);
  }
});

type Point = Parameters<typeof isOnP256>[0];

function isNative(point: Point): boolean {
  try {
    createPublicKey({ key: { kty: "EC", crv: "P-256", ...point }, format: "jwk" });
    return true;
  } catch {
    return false;
  }
}

function pointOf(jwk: object): Point {
  const { x, y } = jwk as Point;
  return { x, y };
}

function decode(text: string): bigint {
  return BigInt(`0x${Buffer.from(text, "base64url").toString("hex")}`);
}

function encode(number: bigint): string {
  return Buffer.from(number.toString(16).padStart(64, "0"), "hex").toString("base64url");
}

const SOUND = generateSigningKey("ES256");
const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
