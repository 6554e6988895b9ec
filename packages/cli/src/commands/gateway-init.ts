import { join } from "node:path";
import type { Command } from "commander";
import { askSetup, type SetupOptions } from "../gateway/ask-setup.ts";
import { inFolder } from "../gateway/in-folder.ts";
import type { Io } from "../io/command.ts";
import { inShell } from "../print/in-shell.ts";
import { printResult } from "../print/result.ts";

/** `safepassage gateway init`: how a gateway runs, and its tokens. */
export function addGatewayInit(gateway: Command, io: Io): void {
  gateway
    .command("init <folder>")
    .description("Add a gateway to an agency's folder: ports, certificates, store, three tokens")
    .option("--host <address>", "address of this machine that other agencies reach")
    .option("--port <number>", "port for other agencies")
    .option("--local-port <number>", "port for your own systems, on 127.0.0.1")
    .option("--tls-certificate <file>", "certificate, if no proxy has TLS; seen from the folder")
    .option("--tls-key <file>", "its private key; seen from the folder")
    .option("--tls-client-authorities <file>", "admit only client certificates of these")
    .option("--client-certificate <file>", "what is shown to partners that ask for a certificate")
    .option("--client-key <file>", "its private key; both seen from the folder")
    .option("--store <engine>", "sqlite, or postgres")
    .option("--store-host <host>", "of postgres: its machine, or the folder of its socket")
    .option("--store-port <number>", "of postgres: its port, if not 5432")
    .option("--store-authorities <file>", "of postgres: who vouches for its certificate, as PEM")
    .option("--store-database <name>", "of postgres: the database")
    .option("--store-user <name>", "of postgres: the role")
    .option("--store-password-file <file>", "of postgres: a file with the password")
    .option("--yes", "ask nothing: take the usual answer wherever there is no option")
    .option("--json", "print JSON")
    .addHelpText("after", HELP)
    .action(async (folder: string, { json, ...options }: SetupOptions & { json?: boolean }) => {
      const { soundFetch: fetch } = await import("@safepassage/agency");
      const { addGateway, findListedPort } = await import("@safepassage/gateway/node");
      const place = io.place(folder);
      const listed = () => findListedPort(place, { fetch, now: io.now() });
      const made = await inFolder(folder, async () => {
        const setup = await askSetup(io, options, listed);
        return { setup, files: addGateway(place, setup) };
      });
      const { listen, local } = made.setup.gateway;
      printResult(
        io,
        json,
        { folder, files: made.files, ...made.setup },
        `${join(folder, "agency.json")} has a gateway: port ${listen.port} for other agencies, ${local.port} for your own systems`,
        `${join(folder, "tokens")} has three tokens. local.token is for your own systems; the other two are for`,
        "the two roles that may read quarantine: give each to its role, and to nobody else.",
        `Next: safepassage gateway check ${inShell(folder)}`,
        `Then: safepassage gateway run ${inShell(folder)}`,
      );
    });
}

const HELP = `
Example, with the usual answers; the port is the one that the registry lists for you:
  safepassage gateway init exchange/ngo-c --yes

Example, for a script:
  safepassage gateway init exchange/ngo-c --port 8401 --local-port 8402 --yes

On a terminal it asks what no option says. Nothing is replaced.`;
