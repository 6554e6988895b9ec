import { DEFAULT_PACKS, type RulePack, validate } from "@safepassage/validator";
import { CliError } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { asKind } from "../read/needs.ts";

/**
 * Loads the packs of this version and of modules that the caller names. Each module is run, and exports
 * a pack as `default`.
 *
 * @throws {@link CliError} `CLI_PACK_INVALID`, with what is wrong.
 */
export async function readPacks(io: Io, modules: readonly string[]): Promise<readonly RulePack[]> {
  const packs: RulePack[] = [...DEFAULT_PACKS];
  for (const path of modules) {
    packs.push(await load(io, path));
    try {
      // Prepared here, so that a mistake names the module.
      validate({ message: {}, tier: "schema", now: "2026-01-01T00:00:00Z" }, { packs: [...packs] });
    } catch (cause) {
      throw new CliError("CLI_PACK_INVALID", `${path}: ${(cause as Error).message}`, { cause });
    }
  }
  return packs;
}

async function load(io: Io, path: string): Promise<RulePack> {
  let exported: { readonly default?: RulePack };
  try {
    exported = (await io.load(path)) as { readonly default?: RulePack };
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    const why = cause instanceof Error ? cause.message : "it throws";
    const octets = await io.read(path).catch(() => new Uint8Array());
    return asKind(path, octets, "pack", () => {
      throw new CliError("CLI_PACK_INVALID", `${path} cannot be run: ${why}`, { cause });
    });
  }
  const { default: pack } = exported;
  if (typeof pack === "object" && Array.isArray(pack?.rules)) return pack;
  throw new CliError("CLI_PACK_INVALID", `${path} does not export a pack as default`);
}
