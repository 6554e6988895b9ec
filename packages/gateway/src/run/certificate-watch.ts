import type { GatewayConfig, LogEvent } from "@safepassage/agency";
import type { FolderFault } from "@safepassage/agency/node";
import type { Clock } from "@safepassage/core";
import { readTlsFiles, type TlsFiles } from "../check/tls-files.ts";
import type { Finding } from "../findings/finding.ts";
import { judgeCertificate } from "../findings/judge-certificate.ts";
import { stampOf } from "../keys/key-files.ts";

/** Follows the certificates of a gateway that runs. */
export interface CertificateWatch {
  /** Looks at the files, and hands over others if they are sound. */
  look(): void;
  /** What a person should know of the certificates. */
  findings(): readonly Finding[];
}

/** Watches the certificates that `agency.json` names. Files that do not belong together leave those in use as they are. */
export function createCertificateWatch(
  folder: string,
  config: NonNullable<GatewayConfig["listen"]["tls"]>,
  options: {
    readonly first: TlsFiles;
    readonly clock: Clock;
    readonly renew: (files: TlsFiles) => void;
    readonly log: (event: LogEvent) => void;
  },
): CertificateWatch {
  const { first, clock, renew, log } = options;
  const stamp = (): string =>
    Object.values(config)
      .map((file = "") => stampOf(folder, file))
      .join();
  let current = first;
  let seen = stamp();
  let refused: readonly FolderFault[] = [];
  return {
    look() {
      const now = stamp();
      if (now === seen) return;
      seen = now;
      const { value, faults } = readTlsFiles(folder, config);
      refused = faults;
      if (value === undefined) return log({ event: "certificateRefused" });
      current = value;
      renew(value);
      log({ event: "certificateRenewed" });
    },
    findings: () => [
      ...refused.map((fault): Finding => ({ ...fault, level: "warning" })),
      ...judgeCertificate(config.certificate, current.certificate, { at: clock.now() }),
    ],
  };
}
