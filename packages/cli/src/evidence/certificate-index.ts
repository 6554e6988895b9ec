import type { PlacedCertificate } from "./check-certificate.ts";

/** Certificates of erasure, by the messages that they name. A folder may hold thousands of both. */
export interface CertificateIndex {
  readonly all: readonly PlacedCertificate[];
  /** Those that name a message, in the order of all. */
  naming(digest: string): readonly PlacedCertificate[];
  /** Whether a message is one of them. */
  has(digest: string): boolean;
}

/** Indexes certificates once. */
export function indexCertificates(all: readonly PlacedCertificate[]): CertificateIndex {
  const byNamed = new Map<string, PlacedCertificate[]>();
  for (const one of all) {
    for (const digest of new Set(one.stated["erasure.messageDigest"])) {
      const found = byNamed.get(digest);
      if (found === undefined) byNamed.set(digest, [one]);
      else found.push(one);
    }
  }
  const digests = new Set(all.map(({ digest }) => digest));
  return {
    all,
    naming: (digest) => byNamed.get(digest) ?? [],
    has: (digest) => digests.has(digest),
  };
}
