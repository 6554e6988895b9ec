import type { Command } from "commander";
import type { Finish, Io } from "../io/command.ts";
import { addGatewayBackup } from "./gateway-backup.ts";
import { addGatewayCheck } from "./gateway-check.ts";
import { addGatewayClock } from "./gateway-clock.ts";
import { addGatewayErase } from "./gateway-erase.ts";
import { addGatewayInit } from "./gateway-init.ts";
import { addGatewayKeys } from "./gateway-keys.ts";
import { addGatewayLock } from "./gateway-lock.ts";
import { addGatewayMigrate } from "./gateway-migrate.ts";
import { addGatewayResend } from "./gateway-resend.ts";
import { addGatewayRestore } from "./gateway-restore.ts";
import { addGatewayRun } from "./gateway-run.ts";
import { addGatewayStatus } from "./gateway-status.ts";

/** `safepassage gateway`: the program with which an agency sends and receives over a network. */
export function addGateway(program: Command, io: Io, finish: Finish): void {
  const gateway = program
    .command("gateway")
    .description("Set up, check, run, back up and restore the gateway of an agency")
    .addHelpText("after", `${HELP}\n\nEach takes --json and has a --help of its own.`);
  addGatewayInit(gateway, io);
  addGatewayCheck(gateway, io, finish);
  addGatewayRun(gateway, io, finish);
  addGatewayStatus(gateway, io, finish);
  addGatewayClock(gateway, io, finish);
  addGatewayKeys(gateway, io);
  addGatewayLock(gateway, io);
  addGatewayMigrate(gateway, io);
  addGatewayBackup(gateway, io);
  addGatewayRestore(gateway, io);
  addGatewayErase(gateway, io, finish);
  addGatewayResend(gateway, io, finish);
}

const HELP = `
Example, two agencies on this machine; the first one's gateway runs until Ctrl-C:
  safepassage init exchange exchange --port 8401
  safepassage gateway init exchange/ngo-b --yes
  safepassage gateway init exchange/ngo-c --yes
  safepassage gateway check exchange/ngo-b
  safepassage gateway run exchange/ngo-b`;
