import { encodeBase64urlText, sha256Base64url } from "@safepassage/core";
import type { Forge, Make } from "./forge.ts";

/** A sealed package with another header. */
export function changeHeader(sealed: string, change: (header: object) => object): string {
  const [header = "", ...rest] = sealed.split(".");
  const parsed = JSON.parse(Buffer.from(header, "base64url").toString()) as object;
  return [encodeBase64urlText(JSON.stringify(change(parsed))), ...rest].join(".");
}

/** The genuine message with one disclosure more. */
export function withDisclosure(
  { sdJwt, pack }: Forge,
  disclosure: string | readonly unknown[],
): string {
  const text =
    typeof disclosure === "string" ? disclosure : encodeBase64urlText(JSON.stringify(disclosure));
  return pack(`${sdJwt}${text}~`);
}

/** A message with this value of `body`, whose other parts are sound. */
export function body(value: (make: Make) => unknown): (forge: Forge) => string {
  return ({ build, pack }) =>
    pack(build((make) => [make("private", {}), make("body", value(make))]));
}

/** A message with another private part, whose other parts are sound. */
export function privatePart(
  change: (hidden: Record<string, unknown>) => object,
): (forge: Forge) => string {
  return (forge) =>
    forge.pack(
      forge.build((make) => [make("private", change(privateOf(forge))), make("body", {})]),
    );
}

/** The private part of the genuine message. */
export function privateOf({ sdJwt }: Forge): Record<string, unknown> {
  const disclosed = sdJwt.split("~").slice(1, -1).map(decode);
  return disclosed.find(([, name]) => name === "private")?.[2] as Record<string, unknown>;
}

function decode(disclosure: string): readonly unknown[] {
  return JSON.parse(Buffer.from(disclosure, "base64url").toString()) as readonly unknown[];
}

/** An instant as a claim gives it. */
export function seconds(instant: string): number {
  return Date.parse(instant) / 1000;
}

/** A digest that no disclosure opens. */
export const NOT_OPENED = sha256Base64url("a digest that no disclosure has");
