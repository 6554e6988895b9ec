import type { MailConfig } from "@safepassage/agency";
import type { GATEWAY_FINDINGS } from "../findings/table.ts";
import { connectionTo, type MailSecrets, mailCodeOf } from "./mail.ts";

/** Why no alarm goes by mail. */
export type MailFault = Extract<keyof typeof GATEWAY_FINDINGS, `MAIL_${string}`>;

/**
 * Connects to a mail server, and signs in there as for an alarm. Sends nothing.
 *
 * @param patienceMs - Then it counts as away, however often it says a little.
 * @returns What stands in the way; `undefined` if nothing does.
 */
export async function tryMail(
  config: MailConfig,
  secrets: MailSecrets,
  patienceMs = PATIENCE_MS,
): Promise<MailFault | undefined> {
  const { default: Connection } = await import("nodemailer/lib/smtp-connection");
  const options = connectionTo(config, secrets);
  const { auth } = options;
  const connection = new Connection(options);
  const ended = new Promise<void>((resolve) => connection.once("end", resolve));
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error("it takes too long")), patienceMs);
      connection.on("error", reject);
      connection.once("end", () => reject(new Error("it hangs up")));
      const settle = (error?: unknown): void => (error ? reject(error) : resolve());
      connection.connect((error) => {
        // One that asks for no password is not told any.
        if (error || auth === undefined || !connection.allowsAuth) settle(error);
        else connection.login({ credentials: auth }, settle);
      });
    });
    connection.quit();
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, GOODBYE_MS).unref())]);
    return undefined;
  } catch (error) {
    return faultOf(error);
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}

function faultOf(error: unknown): MailFault {
  const code = mailCodeOf(error) ?? (error as { readonly code?: unknown }).code;
  if (code === "EAUTH") return "MAIL_SIGN_IN";
  if (code === "ETLS") return "MAIL_WITHOUT_TLS";
  return code === "MAIL_CERTIFICATE" ? "MAIL_CERTIFICATE" : "MAIL_AWAY";
}

const PATIENCE_MS = 15_000;
const GOODBYE_MS = 1000;
