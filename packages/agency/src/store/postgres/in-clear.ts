import { isLoopback } from "../../operation-config.ts";

/** Whether a database would be reached over a network without TLS: it is not asked, and gets no password. */
export const isInClear = ({
  host,
  authorities,
}: {
  readonly host: string;
  readonly authorities?: string | undefined;
}): boolean => authorities === undefined && !host.startsWith("/") && !isLoopback(host);
