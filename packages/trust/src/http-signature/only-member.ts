import {
  type InnerList,
  type Item,
  isInnerList,
  parseDictionary,
  serializeDictionary,
} from "structured-headers";
import { errorOf, TrustError } from "../trust-error.ts";

/** The label of a signature of this protocol. */
export const LABEL = "spp";

/**
 * Reads a header that is a dictionary (RFC 9651, Section 3.2) with one member, written in its one form.
 *
 * A parser has to take the last of two members or parameters of one name, spaces in many places, and base64 with
 * left-over bits. Two readers could then understand one header differently. So the text must be what its own content is
 * written as.
 *
 * @param text - Headers of one name are joined by commas, so that a second one is seen here.
 * @param maxLength - Characters; looked at before anything is parsed.
 * @throws {@link TrustError} `TRUST_REQUEST_SIGNATURE_MALFORMED`.
 */
export function readOnlyMember(text: string | null, label: string, maxLength: number): Member {
  if (text === null) throw malformed("a header is missing");
  if (text.length > maxLength) throw malformed(`a header has more than ${maxLength} characters`);
  const { member, canonical } = parse(text, label);
  if (member === undefined) throw malformed("a header is not a dictionary of one expected member");
  if (canonical !== text)
    throw malformed("a header is not in canonical form, or says a thing twice");
  return member;
}

/** A list of items with parameters, or one item with them. */
export type Member = InnerList | Item;

/** Reads a member that is octets without parameters. */
export function octetsIn(member: Member): Uint8Array {
  const [value, parameters] = member;
  if (!(value instanceof ArrayBuffer) || parameters.size > 0) {
    throw malformed("a member is not octets alone");
  }
  return new Uint8Array(value);
}

/** Reads a member that is a list. */
export function listIn(member: Member): InnerList {
  if (!isInnerList(member)) throw malformed("the member is not a list");
  return member;
}

function parse(text: string, label: string): { member?: Member | undefined; canonical: string } {
  try {
    const members = parseDictionary(text);
    const member = members.size === 1 ? members.get(label) : undefined;
    return { member, canonical: serializeDictionary(members) };
  } catch (cause) {
    throw new TrustError("TRUST_REQUEST_SIGNATURE_MALFORMED", "a header is no dictionary", {
      cause,
    });
  }
}

export const malformed = errorOf("TRUST_REQUEST_SIGNATURE_MALFORMED");
