import { resolve } from "node:path";
import { FOLDER, readFile } from "@safepassage/agency/node";
import { type Finding, finding } from "../findings/finding.ts";
import { GatewayError } from "../http/gateway-error.ts";
import { openOperation, type UnusableFile } from "../operation.ts";
import { type Check, found, lacks } from "./check.ts";

/** The files that log, metrics and alarms name, and whether a person is told of alarms. */
export const checkOperation: Check = {
  name: "operation",
  look({ folder, gateway }) {
    if (gateway === undefined) return lacks("/gateway of agency.json");
    const { alarms = {} } = gateway;
    const findings: Finding[] = [];
    try {
      const read = (name: string) => readFile(resolve(folder, name)).toString();
      openOperation(gateway, { write: () => {}, readFile: read }).close();
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      for (const { pointer, ...told } of error.details["files"] as readonly UnusableFile[]) {
        findings.push({
          ...{ level: "mistake", code: error.code, file: FOLDER.config },
          ...{ place: `/gateway${pointer}`, ...told },
        });
      }
    }
    const isTold = alarms.mail !== undefined || alarms.webhook !== undefined;
    if (!isTold)
      findings.push(finding("ALARMS_UNTOLD", FOLDER.config, { place: "/gateway/alarms" }));
    return found(findings);
  },
};
