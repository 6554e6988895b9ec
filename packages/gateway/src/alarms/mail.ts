import { createHash } from "node:crypto";
import { isLoopback, type MailConfig } from "@safepassage/agency";
import { type Channel, type Notice, sayNotice } from "./notice.ts";

/** Secrets and certificates of a mail server, read from the files that the configuration names. */
export interface MailSecrets {
  readonly password?: string;
  readonly ca?: string;
}

/**
 * Makes a way of telling alarms for each address: one that its server refuses keeps no alarm from another, and is tried again
 * by itself. The first is called `mail`, the others `mail 2` and so on.
 */
export const createMailChannels = (config: MailConfig, secrets: MailSecrets): readonly Channel[] =>
  config.to.map((address, index) =>
    createMailChannel(config, secrets, {
      address,
      name: index === 0 ? "mail" : `mail ${index + 1}`,
    }),
  );

/**
 * Tells alarms by mail (SMTP, RFC 5321). The connection is encrypted with TLS 1.2 or newer before anything is said, but for
 * a server on loopback; a server without is not used.
 */
function createMailChannel(
  config: MailConfig,
  secrets: MailSecrets,
  { name, address }: { readonly name: Channel["name"]; readonly address: string },
): Channel {
  const { from, to } = config;
  const options = {
    ...connectionTo(config, secrets),
    // A mail is text: nothing in it names a file or an address to read.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  };
  // A gateway that sends no mail starts without it. What goes wrong is told at the first mail.
  const transport = import("nodemailer").then(({ createTransport }) => createTransport(options));
  transport.catch(() => {});
  return {
    name,
    async send(notice, signal) {
      const { subject, lines, mayWait } = sayNotice(notice);
      const mail = {
        // Each reader sees who else is told.
        ...{
          from,
          to: [...to],
          envelope: { from, to: [address] },
          subject,
          text: `${lines.join("\n")}\n`,
        },
        messageId: messageIdOf(notice),
        headers: { "auto-submitted": "auto-generated", ...(mayWait ? {} : URGENT) },
      };
      await (await transport).sendMail({ ...mail, signal }).catch((error: unknown) => {
        const code = mailCodeOf(error);
        throw code === undefined ? error : new MailFailed(code, error);
      });
    },
  };
}

/** How a mail server is reached, and who signs in there. */
export function connectionTo({ host, port, tls, user }: MailConfig, { password, ca }: MailSecrets) {
  const isInClear = tls === "none" && isLoopback(host);
  return {
    ...{ host, port, secure: tls === "implicit", requireTLS: !isInClear, ignoreTLS: isInClear },
    tls: { minVersion: "TLSv1.2" as const, ...(ca !== undefined && { ca }) },
    ...(user !== undefined && { auth: { user, pass: password ?? "" } }),
    ...{ connectionTimeout: STEP_MS, greetingTimeout: STEP_MS, socketTimeout: STEP_MS },
  };
}

type MailCode = "MAIL_CERTIFICATE" | "MAIL_LATER";

/**
 * Tells apart what the client has one code for: whatever connection fails, and whatever a server refuses for now (RFC 5321,
 * Section 4.2.1), as one that greylists does, or for good.
 */
export function mailCodeOf(error: unknown): MailCode | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, responseCode } = error as {
    readonly code?: string;
    readonly responseCode?: number;
  };
  const isOfConnection = code === "ESOCKET" || code === "ETLS";
  if (isOfConnection && /certificate/i.test(error.message)) return "MAIL_CERTIFICATE";
  const isForNow = responseCode !== undefined && responseCode >= 400 && responseCode < 500;
  return isForNow ? "MAIL_LATER" : undefined;
}

/** The mail server did not take a mail. */
class MailFailed extends Error {
  readonly code: MailCode;

  constructor(code: MailCode, cause: unknown) {
    super("the mail server does not take the mail", { cause });
    this.name = "MailFailed";
    this.code = code;
  }
}

/** The same notice told again has the same id, so that a mail server may recognise it. */
function messageIdOf({ id, entity }: Notice): string {
  const host = URL.parse(entity)?.hostname || "gateway.invalid";
  return `<${createHash("sha256").update(id).digest("hex").slice(0, 40)}@${host}>`;
}

/** Telephones and mail programs ring for these. */
const URGENT = { "x-priority": "1", importance: "high" };
const STEP_MS = 10_000;
