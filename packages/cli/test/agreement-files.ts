import type { createCaller } from "./call.ts";

/** A party of the agreement. */
export const NGO_B = "https://ngo-b.test";

/** Checks with the registry of the files. */
export const WITH_REGISTRY = ["--registry", "registry.json"];

/** Checks an agreement. */
export async function asJson(call: ReturnType<typeof createCaller>["call"], file: string) {
  const { exit, text } = await call("agreement", "check", file, "--json");
  return { exit, json: JSON.parse(text) };
}

/** The terms in the files. */
export function termsIn(files: ReadonlyMap<string, string>) {
  return JSON.parse(files.get("terms.json") ?? "");
}
