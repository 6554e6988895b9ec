import { Buffer } from "node:buffer";
import { MessageError } from "../message-error.ts";

/** Largest plaintext of a sealed package, 1 MiB. */
export const MAX_PLAINTEXT = 1_048_576;

/**
 * Returns the smallest size class that holds `length` octets: 4, 8, 16, 32, 64 KiB, then each √2
 * times the one before, rounded up, to 1 MiB.
 *
 * So the length of a sealed package tells its class and no more.
 *
 * @throws {@link MessageError} `PACKAGE_TOO_LARGE` above the last class.
 */
export function sizeClassFor(length: number): number {
  for (const size of SIZE_CLASSES) if (length <= size) return size;
  throw new MessageError("PACKAGE_TOO_LARGE", `${length} octets, at most ${MAX_PLAINTEXT}`);
}

/** Pads with zero octets to the size class. The content must not end in a zero octet. */
export function padToSizeClass(content: Uint8Array): Uint8Array {
  const padded = new Uint8Array(sizeClassFor(content.length));
  padded.set(content);
  return padded;
}

/**
 * Takes the padding off.
 *
 * @throws {@link MessageError} `PACKAGE_PADDING_WRONG` if the length is no size class, or a
 *   smaller class would have held the content: spare classes would carry hidden bits.
 */
export function unpadSizeClass(padded: Uint8Array): Uint8Array {
  if (!SIZE_CLASSES.includes(padded.length)) {
    throw new MessageError("PACKAGE_PADDING_WRONG", `${padded.length} octets are no size class`);
  }
  const end = endOfContent(padded);
  if (end === 0 || sizeClassFor(end) !== padded.length) {
    throw new MessageError(
      "PACKAGE_PADDING_WRONG",
      "not the smallest class that holds the content",
    );
  }
  return padded.subarray(0, end);
}

/** Index after the last octet that is not zero. */
function endOfContent(padded: Uint8Array): number {
  const octets = Buffer.from(padded.buffer, padded.byteOffset, padded.length);
  let end = octets.length;
  // Text holds no zero octet. If every octet after the first zero equals the one before, all are
  // padding.
  const first = octets.indexOf(0);
  if (first !== -1 && octets.compare(octets, first, end - 1, first + 1, end) === 0) return first;
  while (end > 0 && octets[end - 1] === 0) end--;
  return end;
}

const KIB = 1024;
const SIZE_CLASSES: readonly number[] = [
  4 * KIB,
  8 * KIB,
  16 * KIB,
  32 * KIB,
  ...Array.from({ length: 9 }, (_, step) => Math.ceil(64 * KIB * 2 ** (step / 2))),
];
