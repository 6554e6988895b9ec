import type { Fetch, LogEvent } from "@safepassage/agency";
import type { Clock } from "@safepassage/core";
import type { TlsFiles } from "../check/tls-files.ts";
import type { Finding } from "../findings/finding.ts";
import { judgeClientCertificate, judgeListener } from "../findings/judge-certificate.ts";
import { createCertifiedFetch } from "../send/certified-fetch.ts";
import { type CertificateWatch, createCertificateWatch } from "./certificate-watch.ts";
import type { openParts } from "./open-parts.ts";

/** The certificates of a gateway that runs: of its listener, and the one that it shows to partners. */
export interface OwnCertificates extends CertificateWatch {
  /** Sends requests to partners with the certificate; left out where there is none. */
  readonly fetch?: Fetch;
  /** Has a listener take other certificates. */
  follow(renew: (files: TlsFiles) => void): void;
  /** Closes what is open to partners. */
  close(): void;
}

/** Follows the certificates that `agency.json` names. */
export function openOwnCertificates(
  folder: string,
  { settings, tls, client }: Pick<ReturnType<typeof openParts>, "settings" | "tls" | "client">,
  how: {
    readonly fetch: Fetch;
    readonly clock: Clock;
    readonly log: (event: LogEvent) => void;
    readonly onError: (error: unknown) => void;
    /** The host at which other agencies reach it, by the registry of now. */
    readonly host: () => string | undefined;
  },
): OwnCertificates {
  const { clock, log, onError, host } = how;
  const watches: CertificateWatch[] = [];
  const files = settings.client;
  const shown = client && createCertifiedFetch(client, how.fetch);
  if (files !== undefined && client !== undefined && shown !== undefined) {
    watches.push(
      createCertificateWatch(folder, files, {
        ...{ first: client, renew: shown.renew, log },
        judge: ({ certificate }) =>
          judgeClientCertificate(files.certificate, certificate, clock.now()),
      }),
    );
  }
  return {
    ...(shown && { fetch: shown.fetch }),
    follow(renew) {
      const { tls: named } = settings.listen;
      if (named === undefined || tls === undefined) return;
      const judge = (held: TlsFiles): readonly Finding[] =>
        judgeListener(named, held, { at: clock.now(), host: host() });
      watches.push(createCertificateWatch(folder, named, { first: tls, renew, judge, log }));
    },
    look() {
      for (const watch of watches) {
        try {
          watch.look();
        } catch (error) {
          onError(error);
        }
      }
    },
    findings: () => watches.flatMap((watch) => watch.findings()),
    ends: () => watches.flatMap((watch) => watch.ends()),
    close: () => shown?.close(),
  };
}
