import { type Fetch, type LogEvent, soundFetch } from "@safepassage/agency";
import type { Clock } from "@safepassage/core";
import type { TlsFiles } from "../check/tls-files.ts";
import type { Finding } from "../findings/finding.ts";
import { judgeClientCertificate, judgeListener } from "../findings/judge-certificate.ts";
import { createPartnerFetch } from "../send/partner-fetch.ts";
import { type CertificateWatch, createCertificateWatch } from "./certificate-watch.ts";
import type { openParts } from "./open-parts.ts";

/** The certificates of a gateway that runs: of its listener, and the one that it shows to partners. */
export interface OwnCertificates extends CertificateWatch {
  /** Sends requests to partners, with the certificate if there is one. */
  readonly fetch: Fetch;
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
    /** Sends where there is no certificate to show. Left out, Node does. */
    readonly fetch: Fetch | undefined;
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
  const partners = createPartnerFetch(client, how.fetch ?? soundFetch);
  if (files !== undefined && client !== undefined) {
    watches.push(
      createCertificateWatch(folder, files, {
        ...{ first: client, renew: partners.renew, log },
        judge: ({ certificate }) =>
          judgeClientCertificate(files.certificate, certificate, clock.now()),
      }),
    );
  }
  return {
    fetch: client === undefined && how.fetch !== undefined ? how.fetch : partners.fetch,
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
    close: partners.close,
  };
}
