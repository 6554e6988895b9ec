import { isDeepStrictEqual } from "node:util";
import type { LogEvent } from "@safepassage/agency";
import type { FolderFault } from "@safepassage/agency/node";
import { readTlsFiles, type TlsConfig, type TlsFiles } from "../check/tls-files.ts";
import type { Finding } from "../findings/finding.ts";
import { endOfChain } from "../findings/judge-certificate.ts";
import { stampOf } from "../keys/key-files.ts";
import type { WatchedCertificate } from "../metrics/ends.ts";

/** Follows the files of a certificate while a gateway runs. */
export interface CertificateWatch {
  /** Looks at the files, and hands over others if they are sound. */
  look(): void;
  /** What a person should know of them. */
  findings(): readonly Finding[];
  /** The certificates in use, whose end a person is told of. */
  ends(): readonly WatchedCertificate[];
}

/** How {@link createCertificateWatch} goes on with what it finds. */
export interface CertificateWatchOptions {
  readonly first: TlsFiles;
  readonly renew: (files: TlsFiles) => void;
  readonly judge: (files: TlsFiles) => readonly Finding[];
  readonly log: (event: LogEvent) => void;
}

/**
 * Watches the files that `agency.json` names. Those that do not belong together leave those in use as they are, and so does a
 * certificate with which nobody connects, while that in use is better.
 */
export function createCertificateWatch(
  folder: string,
  config: TlsConfig,
  { first, renew, judge, log }: CertificateWatchOptions,
): CertificateWatch {
  const stamp = (): string =>
    Object.values(config)
      .map((file = "") => stampOf(folder, file))
      .join();
  const useless = (files: TlsFiles): readonly Finding[] =>
    judge(files).filter(({ code }) => USELESS.has(code));
  let current = first;
  /** Nothing at first: those in use were read before the start, which may have taken hours. */
  let seen: string | undefined;
  let refused: readonly FolderFault[] = [];
  /** The new one may hold later: it is looked at again though no file changes. */
  let isWaiting = false;
  return {
    look() {
      const now = stamp();
      const isNews = now !== seen;
      if (!isNews && !isWaiting) return;
      const { value, faults } = readTlsFiles(folder, config);
      if (seen === undefined && isDeepStrictEqual(value, current)) {
        seen = now;
        return;
      }
      const barred = value === undefined || useless(current).length > 0 ? [] : useless(value);
      refused = [...faults, ...barred];
      isWaiting = barred.length > 0;
      if (value !== undefined && !isWaiting) {
        // If it fails, those in use stay, and the next look tries again.
        renew(value);
        current = value;
      }
      seen = now;
      if (isNews || !isWaiting) {
        log({ event: refused.length > 0 ? "certificateRefused" : "certificateRenewed" });
      }
    },
    findings: () => [
      ...refused.map((fault): Finding => ({ ...fault, level: "warning" })),
      ...judge(current),
    ],
    ends: () => [
      { name: config.certificate, endsAt: () => endOfChain(current.certificate) },
      ...(config.clientAuthorities === undefined
        ? []
        : [
            {
              ...{ name: config.clientAuthorities, kind: "authority" as const },
              endsAt: () => endOfChain(current.clientAuthorities ?? current.certificate),
            },
          ]),
    ],
  };
}

/** With one of these nobody connects. */
const USELESS: ReadonlySet<string> = new Set([
  ...["CERTIFICATE_OVER", "CERTIFICATE_NOT_YET", "CLIENT_CERTIFICATE_OVER"],
  ...["CERTIFICATE_OTHER_NAME", "CERTIFICATE_CHAIN_SHORT"],
  ...["CERTIFICATE_NOT_FOR_SERVERS", "CLIENT_CERTIFICATE_NOT_FOR_CLIENTS"],
]);
