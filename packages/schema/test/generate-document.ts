import type { JsonObject } from "@safepassage/core";
import type { JsonSchemaName } from "../src/json-schema/index.ts";
import type { DraftClear } from "../src/message/message-model.ts";
import { clearToClaims } from "../src/message/wire.ts";
import { generateAgreement } from "./generate-agreement.ts";
import {
  generateAuthorisation,
  generateClaims,
  generateReceipt,
  generateRecord,
  generateScope,
} from "./generate-evidence.ts";
import { generateMessage, generatePlace } from "./generate-message.ts";
import { distinct } from "./generate-value.ts";
import type { Random } from "./random.ts";

/** A document that this package accepts. */
export function generateDocument(random: Random, name: JsonSchemaName): JsonObject {
  switch (name) {
    case "draft":
      return generateMessage(random, false);
    case "message":
      return generateMessage(random, true);
    case "payload":
      return {
        ...clearToClaims(generatePlace(random, "clear", false) as unknown as DraftClear),
        _sd: distinct(2, () => random.octets(32)).sort(),
        _sd_alg: "sha-256",
      };
    case "receipt":
      return generateReceipt(random, random.pick(["delivered", "decided", "refused"]));
    case "receipt-delivered":
      return generateReceipt(random, "delivered");
    case "receipt-decided":
      return generateReceipt(random, "decided");
    case "receipt-refused":
      return generateReceipt(random, "refused");
    case "agreement":
      return generateAgreement(random);
    case "agreement-text": {
      const { sha256: _digest, state: _state, ...text } = generateAgreement(random);
      return text;
    }
    case "consent":
      return { ref: random.octets(16), ...generateScope(random) };
    case "consent-record":
      return generateRecord(random);
    case "consent-claims":
      return generateClaims(random);
    case "authorisation-claims":
      return generateAuthorisation(random);
  }
}
