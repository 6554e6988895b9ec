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
      place: placeOf(index),
    }),
  );

/**
 * Tells alarms by mail (SMTP, RFC 5321). The connection is encrypted with TLS 1.2 or newer before anything is said, but for
 * a server on loopback; a server without is not used.
 */
function createMailChannel(
  config: MailConfig,
  secrets: MailSecrets,
  { name, place, address }: Pick<Channel, "name" | "place"> & { readonly address: string },
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
    ...{ name, place, patienceMs: PATIENCE_MS },
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

/** Where `agency.json` names an address. */
export const placeOf = (index: number): string => `/gateway/alarms/mail/to/${index}`;

/** How a mail server is reached, and who signs in there. */
export function connectionTo({ host, port, tls, user }: MailConfig, { password, ca }: MailSecrets) {
  const isInClear = tls === "none" && isLoopback(host);
  return {
    ...{ host, port, secure: tls === "implicit", requireTLS: !isInClear, ignoreTLS: isInClear },
    tls: { minVersion: "TLSv1.2" as const, ...(ca !== undefined && { ca }) },
    ...(user !== undefined && { auth: { user, pass: password ?? "" } }),
    ...{ connectionTimeout: CONNECT_MS, greetingTimeout: GREETING_MS, socketTimeout: ANSWER_MS },
    // A stop does not wait for a server to hang up.
    socketCloseTimeout: 0,
  };
}

type MailCode = "MAIL_CERTIFICATE" | "MAIL_LATER";

/**
 * Tells apart what the client has one code for: whatever connection fails, and whatever a server refuses for now or for good.
 */
export function mailCodeOf(error: unknown): MailCode | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, response = "" } = error as { readonly code?: string; readonly response?: string };
  const isOfConnection = code === "ESOCKET" || code === "ETLS";
  if (isOfConnection && /certificate/i.test(error.message)) return "MAIL_CERTIFICATE";
  return isForNow(response) ? "MAIL_LATER" : undefined;
}

/**
 * Whether an answer refuses for now (RFC 5321, Section 4.2.1), as of a server that greylists, or of a full mailbox, which some
 * servers tell as a refusal for good (RFC 3463, Section 3.3).
 */
export const isForNow = (answer: string): boolean =>
  /^(?:4\d\d|552|5\d\d[ -]5\.2\.2)\b/.test(answer);

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
const CONNECT_MS = 10_000;
/** Some servers let everybody wait first. */
const GREETING_MS = 30_000;
/** A server that looks through a mail before it takes it answers late. A client that hangs up before sends that mail again and again. */
const ANSWER_MS = 120_000;
const PATIENCE_MS = 180_000;
