import { expect } from "vitest";
import { EXIT, type Exit, run } from "../src/index.ts";
import { createMemoryIo } from "./memory-io.ts";

const NOW = new Date("2026-11-24T09:02:00Z");

/** What is issued. */
export const CLAIMS = {
  iss: "i",
  clear: { x: 1 },
  name: "Ana",
  address: { "a/b~c": 1, city: "Bern" },
  list: ["DE", "FR", { deep: true }],
};

/** Issues with the key of the issuer. */
export const ISSUE = ["--key", "issuer.key", "--typ", "t"];

/** How a token of these tests is verified. */
export function verify(form = "compact"): string[] {
  const policy = ["--issuer-key", "issuer.jwk", "--typ", "t", "--key-binding", "forbidden"];
  return [...policy, "--form", form, ...(form === "general" ? ["--signatures", "only"] : [])];
}

interface Called {
  readonly exit: Exit;
  readonly text: string;
  /** Both outputs. */
  readonly said: string;
}

/** Files, and the command over them. */
export function createWorld() {
  const files = new Map<string, string>();
  const call = async (...args: string[]): Promise<Called> => {
    const io = createMemoryIo(files, NOW);
    const exit = await run(args, io);
    const text = io.stdout.join("\n");
    return { exit, text, said: [text, ...io.stderr].join("\n") };
  };
  const tried = async (...args: string[]) => {
    const { exit, text } = await call("sd-jwt", ...args, "--json");
    return { exit, refused: JSON.parse(text).refused as { code: string } | undefined };
  };
  return {
    files,
    call,
    tried,
    json: (name: string) => JSON.parse(files.get(name) ?? "null"),
    async done(...args: string[]): Promise<string> {
      const { exit, text, said } = await call("sd-jwt", ...args);
      if (exit !== EXIT.done) throw new Error(said);
      return text;
    },
    async refused(...args: string[]): Promise<string | undefined> {
      const { exit, refused } = await tried(...args);
      expect(exit).toBe(EXIT.refused);
      return refused?.code;
    },
  };
}

/** Files with the keys of an issuer and a holder. */
export async function createKeys() {
  const world = createWorld();
  for (const [name, alg] of [
    ["issuer", "ES256"],
    ["holder", "Ed25519"],
  ] as const) {
    await world.call("keys", "generate", "--alg", alg, "--out", `${name}.key`);
    world.files.set(`${name}.jwk`, (await world.call("keys", "public", `${name}.key`)).text);
  }
  return world;
}
