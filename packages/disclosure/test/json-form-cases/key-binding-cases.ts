import { digestOf, join, SECRET_KEYS, signJwt, signKeyBinding } from "../signed-texts.ts";
import { ALL, type JsonFormCase, type JsonFormPolicy, refuse } from "./case.ts";
import {
  BY_ISSUER,
  BY_SECOND,
  flat,
  general,
  header,
  membersOf,
  NAME,
  OTHER,
  PAYLOAD,
  PRESENTED,
} from "./forms.ts";

/** The key binding JWT in the header of the first signature. */
export function keyBindingCases(): JsonFormCase[] {
  const required: JsonFormPolicy = { keyBinding: "required" };
  const bound = (id: string, comment: string, kb: unknown, expect: string, policy = required) =>
    refuse(id, comment, "flattened", flat({ header: header({ kb_jwt: kb }) }), expect, policy);
  const good = signKeyBinding(PRESENTED);
  const text = JSON.stringify(flat());
  const bySecond = join(signJwt(PAYLOAD, { key: SECRET_KEYS.second }), [NAME]);
  return [
    bound(
      "kb-forbidden",
      "key binding where none is admitted",
      good,
      "DISCLOSURE_KB_FORBIDDEN",
      {},
    ),
    refuse("kb-missing", "no key binding", "flattened", flat(), "DISCLOSURE_KB_MISSING", required),
    bound("kb-empty", "kb_jwt is empty", "", "DISCLOSURE_KB_MALFORMED"),
    bound("kb-object", "kb_jwt is an object", membersOf(good), "DISCLOSURE_KB_MALFORMED"),
    bound(
      "kb-over-json",
      "sd_hash over the JSON text",
      signKeyBinding(PRESENTED, { sd_hash: digestOf(text) }),
      "DISCLOSURE_KB_HASH_WRONG",
    ),
    refuse(
      "kb-over-second",
      "sd_hash over the compact form of the second signature",
      "general",
      general([
        { ...BY_ISSUER, header: header({ kid: "issuer", kb_jwt: signKeyBinding(bySecond) }) },
        BY_SECOND,
      ]),
      "DISCLOSURE_KB_HASH_WRONG",
      { ...ALL, ...required },
    ),
    refuse(
      "kb-more-disclosed",
      "a disclosure added after binding",
      "flattened",
      flat({ header: { disclosures: [NAME, OTHER], kb_jwt: good } }),
      "DISCLOSURE_KB_HASH_WRONG",
      required,
    ),
    bound(
      "kb-issuer-key",
      "signed by the issuer",
      signKeyBinding(PRESENTED, {}, { key: SECRET_KEYS.issuer }),
      "DISCLOSURE_KB_SIGNATURE_INVALID",
    ),
  ];
}
