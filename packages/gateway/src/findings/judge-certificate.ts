import { X509Certificate } from "node:crypto";
import { type Finding, finding } from "./finding.ts";

/** Finds how long a certificate still holds, and whether it is for a name. */
export function judgeCertificate(
  file: string,
  pem: string,
  { at, host }: { readonly at: Date; readonly host?: string | undefined },
): readonly Finding[] {
  const certificate = new X509Certificate(pem);
  const { validFromDate, validToDate } = certificate;
  if (at > validToDate) return [finding("CERTIFICATE_OVER", file)];
  if (at < validFromDate) return [finding("CERTIFICATE_NOT_YET", file)];
  return [
    ...(at.getTime() + SOON_MS > validToDate.getTime() ? [finding("CERTIFICATE_ENDS", file)] : []),
    ...(host !== undefined && !isFor(certificate, host)
      ? [finding("CERTIFICATE_OTHER_NAME", file)]
      : []),
  ];
}

function isFor(certificate: X509Certificate, host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "");
  return (certificate.checkHost(bare) ?? certificate.checkIP(bare)) !== undefined;
}

const SOON_MS = 21 * 86_400_000;
