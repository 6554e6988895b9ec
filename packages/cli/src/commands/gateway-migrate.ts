import type { Command } from "commander";
import { withFolderStore } from "../gateway/folder-store.ts";
import type { Io } from "../io/command.ts";
import { printResult } from "../print/result.ts";
import { whileShowingUpgrade } from "../print/show-upgrade.ts";

/** `safepassage gateway migrate`: the tables of this version. */
export function addGatewayMigrate(gateway: Command, io: Io): void {
  gateway
    .command("migrate <folder>")
    .description("Bring the database to the tables of this version, while no gateway runs")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action((folder: string, { json }: { readonly json?: boolean }) =>
      withFolderStore(io, folder, async ({ place, config }) => {
        const { inspectStore, openStore, SCHEMA_VERSION } = await import(
          "@safepassage/agency/node"
        );
        const { version: from = 0 } = await inspectStore(place, config);
        const store = await whileShowingUpgrade(io, (hearer) => openStore(place, config, hearer));
        await store.close();
        const told =
          from === SCHEMA_VERSION
            ? `the tables are of version ${from} already`
            : from === 0
              ? `there was no database: one of version ${SCHEMA_VERSION} is made`
              : `the tables were of version ${from}, and are of version ${SCHEMA_VERSION}`;
        const wasPlain = from > 0 && from < FIRST_ENCRYPTED;
        const more = wasPlain
          ? ["Contents are encrypted now. Destroy older copies of the database: they are not."]
          : [];
        printResult(io, json, { from, to: SCHEMA_VERSION }, told, ...more);
      }),
    );
}

/** Version of the tables since which contents are encrypted. */
const FIRST_ENCRYPTED = 8;

const HELP = `
Example, after an upgrade:
  safepassage gateway migrate exchange/ngo-b

gateway run does the same when it starts. All of it is done, or nothing.`;
