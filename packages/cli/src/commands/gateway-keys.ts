import { Argument, type Command } from "commander";
import { optionInvalid } from "../errors/cli-error.ts";
import { withFolderStore } from "../gateway/folder-store.ts";
import { inFolder } from "../gateway/in-folder.ts";
import type { Io } from "../io/command.ts";
import { printResult } from "../print/result.ts";
import { whileShowingUpgrade } from "../print/show-upgrade.ts";

interface KeysOptions {
  readonly alg?: string;
  readonly json?: boolean;
}

/** `safepassage gateway keys`: the next signing key, without a stop. */
export function addGatewayKeys(gateway: Command, io: Io): void {
  gateway
    .command("keys <folder>")
    .addArgument(
      new Argument(
        "[what]",
        "list the keys, make the next one, use it now, or take another officer key",
      )
        .choices(["list", "next", "use", "officer"])
        .default("list"),
    )
    .description("Change the signing key of an agency while its gateway runs")
    .option("--alg <alg>", "with next: Ed25519 or ES256; left out, that of the present key")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action(async (folder: string, what: string, { alg, json = false }: KeysOptions) => {
      if (alg !== undefined && what !== "next") throw optionInvalid("--alg means nothing here");
      await inFolder(folder, () => ACTIONS[what as Action](io, folder, { alg, json }));
    });
}

type Action = "list" | "next" | "use" | "officer";

interface Asked {
  readonly alg: string | undefined;
  readonly json: boolean;
}

const ACTIONS: Readonly<Record<Action, (io: Io, folder: string, asked: Asked) => Promise<void>>> = {
  async list(io, folder, { json }) {
    const { listKeys } = await import("@safepassage/gateway/node");
    const keys = await listKeys(io.place(folder), await howOf(io));
    const lines = keys.map(({ use, kid, alg, state }) =>
      [use.padEnd(16), kid, alg.padEnd(7), state].join("  "),
    );
    printResult(io, json, { keys }, ...lines);
  },

  async next(io, folder, { alg, json }) {
    const { makeNextKey, readSigningKeys } = await import("@safepassage/gateway/node");
    const place = io.place(folder);
    const chosen = alg ?? readSigningKeys(place).current?.alg ?? "Ed25519";
    if (chosen !== "Ed25519" && chosen !== "ES256") {
      throw optionInvalid("--alg is Ed25519 or ES256");
    }
    const jwk = makeNextKey(place, chosen);
    // The public half alone, so that it can be piped to whoever lists it.
    io.out(JSON.stringify(jwk));
    if (json) return;
    io.err(
      "Give this to the authority of the registry. It lists the key with a time from which it is",
    );
    io.err("in force, a day ahead, and leaves the present one in force for seven days after that.");
    io.err(
      "If the present key is stolen, say so: it is listed as compromised, and this one at once.",
    );
    io.err("The gateway takes the key by itself; safepassage gateway keys FOLDER shows when.");
    io.err("Have every agreement signed anew with it before the present key ends.");
  },

  async use(io, folder, { json }) {
    const { useNextKey } = await import("@safepassage/gateway/node");
    const { kid, isTaken } = await useNextKey(io.place(folder), await howOf(io));
    const told = {
      taken: "The gateway signs with it now.",
      later: "The gateway that runs takes it once it has read the registry that lists it.",
      none: "No gateway runs: the next one that starts signs with it.",
    }[isTaken];
    printResult(io, json, { kid, gateway: isTaken }, `signing key ${kid}`, told);
  },

  officer: (io, folder, { json }) =>
    withFolderStore(io, folder, async ({ place, config }) => {
      const { acceptOfficerKey } = await import("@safepassage/agency/node");
      const isOther = await whileShowingUpgrade(io, (hearer) =>
        acceptOfficerKey(place, config, hearer),
      );
      const told = isOther
        ? [
            "The database goes on with the officer key that is there.",
            "Whom the messages from before are about, nobody knows until they are erased;",
            "rules that ask it are not evaluated until then.",
          ]
        : ["The officer key is the one that this database is used with. Nothing was changed."];
      printResult(io, json, { changed: isOther }, ...told);
    }),
};

async function howOf(io: Io) {
  const { soundFetch: fetch } = await import("@safepassage/agency");
  return { fetch, clock: { now: () => io.now() } };
}

const HELP = `
Example:
  safepassage gateway keys exchange/ngo-b next > next-public-key.json
  safepassage gateway keys exchange/ngo-b list

next makes a key beside the present one and prints its public half. Once the registry
has it in force, the gateway that runs signs with it, ten minutes later: partners then
have that registry too. use takes it at once. What is queued keeps its old signature,
and arrives as long as the registry has the old key in force.

officer has the database go on with another officer key, where the one before is lost for
good and its copy too. No gateway may be running.`;
