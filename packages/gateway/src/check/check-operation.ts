import { resolve } from "node:path";
import type { MailConfig } from "@safepassage/agency";
import { FOLDER, readFile } from "@safepassage/agency/node";
import { tryMail } from "../alarms/try-mail.ts";
import { tryWebhook } from "../alarms/try-webhook.ts";
import { type Finding, finding } from "../findings/finding.ts";
import { GatewayError } from "../http/gateway-error.ts";
import { openOperation, type UnusableFile } from "../operation.ts";
import { type Check, found, lacks } from "./check.ts";

/**
 * Checks the files for the log, the metrics and the alarms, and whether alarms reach a person. Only a command tries the mail server
 * and the webhook: a gateway starts without them.
 */
export const checkOperation: Check = {
  name: "operation",
  async look({ folder, gateway, isStarting }) {
    if (gateway === undefined) return lacks("/gateway of agency.json");
    const { alarms = {} } = gateway;
    const findings: Finding[] = [];
    const read = (name: string) => readFile(resolve(folder, name)).toString();
    try {
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
    const { mail, webhook } = alarms;
    if (findings.length === 0 && !isStarting) {
      const [ofMail, fault] = await Promise.all([
        mail === undefined ? [] : judgeMail(mail, read),
        webhook === undefined ? undefined : tryWebhook(webhook.url),
      ]);
      findings.push(...ofMail);
      if (fault !== undefined)
        findings.push(finding(fault, FOLDER.config, { place: "/gateway/alarms/webhook" }));
    }
    if (mail === undefined && webhook === undefined)
      findings.push(finding("ALARMS_UNTOLD", FOLDER.config, { place: "/gateway/alarms" }));
    return found(findings);
  },
};

async function judgeMail(
  mail: MailConfig,
  read: (name: string) => string,
): Promise<readonly Finding[]> {
  const { password, ca } = mail;
  const faults = await tryMail(mail, {
    ...(password !== undefined && { password: read(password).trim() }),
    ...(ca !== undefined && { ca: read(ca).trim() }),
  });
  return faults.map(({ code, place }) => finding(code, FOLDER.config, { place }));
}
