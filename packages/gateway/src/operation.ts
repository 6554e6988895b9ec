import {
  type AlarmsConfig,
  type Fetch,
  type LogConfig,
  type LogEvent,
  type MetricsConfig,
  soundFetch,
} from "@safepassage/agency";
import { type Clock, eachError, errorCode, systemClock } from "@safepassage/core";
import type { AlarmPace } from "./alarms/alarms.ts";
import { createMailChannels, type MailSecrets } from "./alarms/mail.ts";
import type { Channel } from "./alarms/notice.ts";
import { createWebhookChannel } from "./alarms/webhook.ts";
import { endOfChain } from "./findings/judge-certificate.ts";
import { GatewayError } from "./http/gateway-error.ts";
import type { WatchedCertificate } from "./metrics/ends.ts";
import { createMetrics, type Metrics } from "./metrics/metrics.ts";
import type { MetricsListener } from "./metrics/serve-metrics.ts";
import { createOperatorLog, type OperatorLog, type WriteLine } from "./operate/log.ts";

/** The members of a gateway's configuration that say how it is watched. */
export interface OperationConfig {
  readonly log?: LogConfig | undefined;
  readonly metrics?: MetricsConfig | undefined;
  readonly alarms?: AlarmsConfig | undefined;
}

/** What a configuration of operation is opened with. */
export interface OperationOptions {
  /** Gets each line of the log, without its end, and its level. */
  readonly write: WriteLine;
  /** Reads a file that the configuration names, from where its names begin. */
  readonly readFile: (name: string) => string;
  /** Version of the program, for the metrics. Default "unknown". */
  readonly version?: string;
  readonly clock?: Clock;
  /** Sends alarms to the webhook. */
  readonly fetch?: Fetch;
  readonly pace?: AlarmPace;
}

/** How a gateway is watched: its log, metrics and alarms. Give it to `createGateway` and `serveGateway`. */
export interface Operation extends OperatorLog {
  log(event: LogEvent): void;
  /** Left out where nobody reads metrics. */
  readonly metrics?: Metrics;
  readonly listener?: MetricsListener;
  readonly channels: readonly Channel[];
  readonly certificates: readonly WatchedCertificate[];
  /** Reads the files of alarms and metrics. Gives JSON Pointers to the names of those that cannot be used: what they held before counts. */
  untaken(): readonly string[];
  readonly daysBefore: number;
  readonly pace: AlarmPace;
}

/**
 * Opens log, metrics and alarms by their configuration. Reads all secrets and certificates at once, and again before each use.
 *
 * @throws {@link GatewayError} `GATEWAY_OPERATION_INVALID` with all files that are missing or do not hold what they must.
 * @see `docs/spec/operation.md`
 */
export function openOperation(
  { log = {}, metrics, alarms = {} }: OperationConfig,
  {
    write,
    readFile,
    version = "unknown",
    clock = systemClock,
    pace = {},
    ...options
  }: OperationOptions,
): Operation {
  const readText = (member: string, name: string): string => {
    try {
      return readFile(name).trim();
    } catch (cause) {
      throw invalid("unreadable", { pointer: member, file: name }, cause);
    }
  };
  // A person mends all of them at once.
  const wrong: GatewayError[] = [];
  const tried = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      wrong.push(error);
      return undefined;
    }
  };
  const followed: Followed[] = [];
  const followIf = (pointer: string, name: string | undefined, read = readText) => {
    if (name === undefined) return undefined;
    const file = tried(() => follow(pointer, () => read(pointer, name)));
    if (file !== undefined) followed.push(file);
    return file?.now;
  };
  const readSecret = (member: string, name: string): string => {
    const secret = readText(member, name);
    if (secret.length >= LEAST_SECRET) return secret;
    throw invalid("short", { pointer: member, file: name });
  };
  const readAuthority = (member: string, name: string): string => {
    const text = readText(member, name);
    endIn(text, member, name);
    return text;
  };
  const { fetch = soundFetch } = options;
  const { mail, webhook, certificates = [], daysBefore = 14 } = alarms;
  const password = followIf("/alarms/mail/password", mail?.password);
  const ca = followIf("/alarms/mail/ca", mail?.ca, readAuthority);
  const secretNow = followIf("/alarms/webhook/secret", webhook?.secret, readSecret);
  const tokenNow = followIf("/metrics/token", metrics?.token, readSecret);
  const watched = certificates.flatMap((name, index): readonly WatchedCertificate[] => {
    const pointer = `/alarms/certificates/${index}`;
    const file = tried(() => follow(pointer, () => endIn(readText(pointer, name), pointer, name)));
    if (file === undefined) return [];
    followed.push(file);
    return [{ name, endsAt: file.now }];
  });
  if (wrong.length > 0) throw together(wrong);
  const channels: Channel[] = [];
  if (mail !== undefined) {
    const secretsNow = (): MailSecrets => ({
      ...(password !== undefined && { password: password() }),
      ...(ca !== undefined && { ca: ca() }),
    });
    channels.push(...createMailChannels(mail, secretsNow));
  }
  if (webhook !== undefined && secretNow !== undefined)
    channels.push(createWebhookChannel({ url: webhook.url, secretNow }, { clock, fetch }));
  const lines = createOperatorLog(log, { write, clock });
  const counted = metrics && createMetrics(version);
  return {
    ...lines,
    onError(error) {
      for (const one of eachError(error)) counted?.fail(errorCode(one));
      lines.onError(error);
    },
    ...(counted && { metrics: counted }),
    ...(metrics !== undefined && {
      listener: {
        port: metrics.port,
        ...(metrics.hostname !== undefined && { hostname: metrics.hostname }),
        ...(tokenNow !== undefined && { tokenNow }),
      },
    }),
    channels,
    certificates: watched,
    untaken: () => followed.filter((file) => !file.isTaken()).map(({ pointer }) => pointer),
    daysBefore,
    pace,
  };
}

/** A file that is read each time that it is needed. */
interface Followed<T = unknown> {
  /** JSON Pointer to its name, from the gateway's part of the configuration. */
  readonly pointer: string;
  now(): T;
  /** Whether what it holds now counts. */
  isTaken(): boolean;
}

/**
 * Follows a file. While it is empty, cannot be read, or does not hold what it must, as when somebody is just writing it, what it held
 * before counts.
 */
function follow<T>(pointer: string, read: () => T): Followed<T> {
  let last = read();
  const take = (): boolean => {
    try {
      const found = read();
      if (found === "" && last !== "") return false;
      last = found;
      return true;
    } catch {
      return false;
    }
  };
  return {
    pointer,
    now() {
      take();
      return last;
    },
    isTaken: take,
  };
}

/** When a certificate ends, or one of its authorities before it. */
function endIn(text: string, pointer: string, file: string): Date {
  try {
    return endOfChain(text);
  } catch (cause) {
    throw invalid("noCertificate", { pointer, file }, cause);
  }
}

/** A file that the configuration names and that cannot be used. */
export interface UnusableFile {
  /** JSON Pointer to its name, from the gateway's part of the configuration. */
  readonly pointer: string;
  readonly sentence: string;
  readonly fix: string;
}

function invalid(
  why: keyof typeof UNUSABLE,
  { pointer, file }: { readonly pointer: string; readonly file: string },
  cause?: unknown,
): GatewayError {
  const [is, fix] = UNUSABLE[why];
  const files: readonly UnusableFile[] = [{ pointer, sentence: `The file ${file} ${is}.`, fix }];
  const message = `${pointer}: the file ${file} ${is}`;
  return new GatewayError("GATEWAY_OPERATION_INVALID", message, {
    ...{ cause, details: { pointer, files } },
  });
}

/** One error of all files that cannot be used. The first is its cause. */
function together(errors: readonly GatewayError[]): GatewayError {
  const [first, ...others] = errors as [GatewayError, ...GatewayError[]];
  if (others.length === 0) return first;
  const message = errors.map((one) => one.message).join("\n");
  const files = errors.flatMap((one) => one.details["files"] as readonly UnusableFile[]);
  const details = { pointer: first.details["pointer"], files };
  return new GatewayError("GATEWAY_OPERATION_INVALID", message, { cause: first.cause, details });
}

const LEAST_SECRET = 32;

/** What is wrong with a file, and what to do. */
const UNUSABLE = {
  unreadable: [
    "cannot be read",
    "Put it there, and let the user that runs the gateway own it and read it.",
  ],
  short: [
    `has fewer than ${LEAST_SECRET} characters`,
    "Put a new secret there, such as openssl rand -base64 48 prints, and give it to whoever verifies with it.",
  ],
  noCertificate: [
    "is no certificate (PEM)",
    "Put the certificate there with those of its authorities, in PEM. Its key does not belong there.",
  ],
} as const;
