import { sha256Base64url } from "@safepassage/core";
import type { PlacedCertificate } from "./check-certificate.ts";
import type { EvidenceFiles } from "./read-evidence.ts";

/** What the evidence tells of messages that are not among it. */
export interface Gaps {
  /** Messages that a certificate says were erased, and that were not shown. */
  readonly notShown: readonly { readonly digest: string; readonly certificate: string }[];
  /** Messages that one of the folders lacks, and another one has. */
  readonly notIn: readonly { readonly folder: string; readonly digests: readonly string[] }[];
}

/**
 * Finds what was left out, as far as anything else tells of it. That nothing does proves nothing.
 *
 * @param good - Digests of the messages that verify: a forged one is missing nowhere.
 */
export function findGaps(
  { messages, folders: given }: Pick<EvidenceFiles, "messages" | "folders">,
  certificates: readonly PlacedCertificate[],
  good: ReadonlySet<string>,
): Gaps {
  const all = new Set<string>();
  const folders = new Map(given.map((folder) => [folder, new Set<string>()]));
  for (const { jwt, folder } of messages) {
    const digest = sha256Base64url(jwt);
    all.add(digest);
    if (folder !== undefined) folders.get(folder)?.add(digest);
  }
  const inFolders = [...new Set([...folders.values()].flatMap((digests) => [...digests]))].filter(
    (digest) => good.has(digest),
  );
  return {
    notShown: certificates.flatMap(({ clear, stated, place }) => {
      if (clear["env.messageType"] !== "erasureCertificate") return [];
      const named = stated["erasure.messageDigest"] ?? [];
      const missing = [...new Set(named)].filter((digest) => !all.has(digest));
      return missing.map((digest) => ({ digest, certificate: place }));
    }),
    notIn: [...folders].flatMap(([folder, has]) => {
      const digests = inFolders.filter((digest) => !has.has(digest));
      return digests.length === 0 ? [] : [{ folder, digests }];
    }),
  };
}
