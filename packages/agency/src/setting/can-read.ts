import { AgencyError } from "./agency-error.ts";

/**
 * Whether what is stored encrypted in a row can be read, or is gone. What is done for many rows at once asks before: a damaged row keeps
 * no alarm and no erasure of another back.
 *
 * @param read - Reads it.
 */
export function canRead(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof AgencyError && error.code === "GATEWAY_STORE_UNREADABLE") return false;
    throw error;
  }
}
