import { described, refuse } from "@safepassage/schema/form";
import * as z from "zod";

/** How events are written. */
export type LogConfig = Readonly<z.infer<ReturnType<typeof logConfigSchema>>>;
/** Where the metrics are served. */
export type MetricsConfig = Readonly<z.infer<ReturnType<typeof metricsConfigSchema>>>;
/** Who is told of alarms. */
export type AlarmsConfig = Readonly<z.infer<ReturnType<typeof alarmsConfigSchema>>>;
export type MailConfig = NonNullable<AlarmsConfig["mail"]>;

/** The zod type of the member `log` of a gateway's configuration. */
export function logConfigSchema() {
  const format = z.enum(["json", "text"]);
  const level = z.enum(["info", "warning", "error", "alarm"]);
  const schema = z.strictObject({
    format: described(
      format,
      "json, one object a line, or text for a terminal; left out, json",
    ).optional(),
    level: described(level, "the least level that is written; left out, info").optional(),
  });
  return described(schema, "how events are written to standard output");
}

/** The zod type of the member `metrics` of a gateway's configuration. */
export function metricsConfigSchema() {
  const schema = z
    .strictObject({
      port: described(
        z.int().min(0).max(65_535),
        "the port of the metrics alone, such as 9464; 0 lets the system choose",
      ),
      hostname: described(
        hostname(),
        "the address to listen at; left out, 127.0.0.1. Any other needs token",
      ).optional(),
      token: described(
        fileName(),
        "the file of the token that a reader sends, of 32 or more characters",
      ).optional(),
    })
    .check((payload) => {
      const { hostname = "127.0.0.1", token } = payload.value;
      if (isLoopback(hostname) || token !== undefined) return;
      const fix = "Name the file of a token: others than this machine can read the metrics there.";
      refuse(payload, "CONTRADICTORY", ["token"], fix);
    });
  return described(schema, "where the metrics are served, for Prometheus");
}

/** The zod type of the member `alarms` of a gateway's configuration. */
export function alarmsConfigSchema() {
  const days = z.int().min(1).max(90);
  const schema = z.strictObject({
    mail: mailSchema().optional(),
    webhook: webhookSchema().optional(),
    certificates: described(
      z.array(fileName()).max(16),
      "files of TLS certificates (PEM) whose end is watched, such as that of the proxy",
    ).optional(),
    daysBefore: described(
      days,
      "how many days before the end of a certificate, agreement or key it is an alarm; left out, 14",
    ).optional(),
  });
  return described(schema, "who is told when a life may be in danger, or the gateway needs hands");
}

function mailSchema() {
  const address = z.string().max(254).regex(ADDRESS);
  const schema = z
    .strictObject({
      host: described(hostname(), "the name of the mail server"),
      port: described(z.int().min(1).max(65_535), "its port, such as 465 or 587"),
      tls: described(
        z.enum(["implicit", "startTls", "none"]),
        "implicit (port 465), startTls (port 587), or none, on loopback only",
      ),
      user: described(z.string().min(1).max(254), "the name to log in with").optional(),
      password: described(fileName(), "the file of the password").optional(),
      ca: described(
        fileName(),
        "the file of the authority (PEM) that signed its certificate",
      ).optional(),
      from: described(address, "the address that mails come from"),
      to: described(z.array(address).min(1).max(16), "the addresses of those who are told"),
    })
    .check((payload) => {
      const { host, tls, user, password } = payload.value;
      if (tls === "none" && !isLoopback(host)) {
        refuse(
          payload,
          "CONTRADICTORY",
          ["tls"],
          "Use implicit or startTls: others can read on the way.",
        );
      }
      if ((user === undefined) !== (password === undefined)) {
        const missing = user === undefined ? "user" : "password";
        refuse(payload, "CONTRADICTORY", [missing], "Give both user and password, or neither.");
      }
    });
  return described(schema, "the mail server that carries alarms");
}

function webhookSchema() {
  const schema = z.strictObject({
    url: described(
      postAddress(),
      "the address that gets alarms by POST: https, or http on loopback",
    ),
    secret: described(
      fileName(),
      "the file of the secret that signs them, of 32 or more characters",
    ),
  });
  return described(schema, "the program that is told of alarms");
}

/** A program that is told of what arrives and changes. */
export type HookConfig = Readonly<z.infer<ReturnType<typeof hookSchema>>>;

/** The zod type of the webhooks of a gateway. */
export function hooksSchema() {
  const hooks = z
    .array(hookSchema())
    .min(1)
    .max(16)
    .check((payload) => {
      const told = payload.value.map(toldOf);
      for (const [index, one] of told.entries()) {
        if (told.indexOf(one) === index) continue;
        refuse(payload, "REPEATED", [index], "Remove it: another has its address and its events.");
      }
    });
  return described(
    hooks,
    "programs that are told of what arrives and changes, by digests and states",
  );
}

function hookSchema() {
  return z.strictObject({
    url: described(
      postAddress(),
      "the address that gets changes by POST: https, or http on loopback",
    ),
    events: described(
      z.array(z.enum(CHANGE_KINDS)).min(1).max(CHANGE_KINDS.length),
      "which changes; left out, all",
    ).optional(),
  });
}

/** Whom a webhook tells of what. Left out, it is all. */
const toldOf = ({ url, events }: HookConfig): string =>
  JSON.stringify([URL.parse(url)?.href, [...new Set<string>(events ?? CHANGE_KINDS)].toSorted()]);

const CHANGE_KINDS = [
  "received",
  "sent",
  "packageRefused",
  "erased",
  "certified",
  "kept",
  "mended",
  "mendOverdue",
  "answerClock",
  "review",
  "draft",
  "alarm",
] as const;

/** Whether an address is that of this machine. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** An address to which the gateway posts. What follows a number sign is not sent, so no signature may be over it. */
const postAddress = () =>
  z
    .string()
    .max(2048)
    .refine(isSafeAddress)
    .check((payload) => {
      if (!payload.value.includes("#") || !isSafeAddress(payload.value)) return;
      refuse(payload, "PATTERN_MISMATCH", [], "Leave out # and what follows it: it is never sent.");
    });

function isSafeAddress(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "") return false;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(host));
}

const hostname = () => z.string().regex(/^[\w.:-]{1,253}$/);
const fileName = () => z.string().min(1).max(4096);
/** One bare address: nothing in it can begin another header or name a second person. */
const ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,189}$/;
