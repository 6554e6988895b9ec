import { described, textSchema } from "@safepassage/schema/form";
import * as z from "zod";
import { AskedEntity, Code, Entity } from "./text.ts";

const Codes = z.array(Code).readonly();
const Period = z.string().meta({ description: "A period, such as `P30D`." });

const PurposeEntry = z
  .strictObject({
    id: Code,
    title: z.string(),
    senders: Codes.meta({ description: "Types of agency that open an exchange of it." }),
    recipients: Codes.meta({ description: "Types of agency towards which one is opened." }),
    only: z
      .array(
        z.strictObject({
          of: Code,
          with: Codes,
          domestic: z.boolean().optional().meta({ description: "Only within one State." }),
        }),
      )
      .readonly()
      .optional()
      .meta({ description: "Types of agency that open one with some of the others only." }),
    messageTypes: Codes.meta({ description: "Types of message that open one." }),
    retention: z
      .strictObject({
        erase: Period.optional().meta({
          description: "When its data is erased, counted from `from`. Left out: after a review.",
        }),
        from: z.string().meta({ description: "What the time counts from, in words." }),
        review: z
          .strictObject({ every: Period, from: z.string() })
          .optional()
          .meta({ description: "How often somebody looks whether it is still needed." }),
        ceiling: Period.meta({ description: "The longest time, whatever happens." }),
        note: z.string().optional(),
      })
      .meta({ id: "PurposeRetention" }),
  })
  .meta({ id: "PurposeEntry" });
export const Purposes = z
  .strictObject({
    entries: z.array(PurposeEntry).readonly(),
    conditions: z.record(z.string(), z.string()).meta({
      description: "What each condition of the catalogue asks for, worded to follow “only if”.",
    }),
  })
  .meta({ id: "Purposes" });

const head = {
  name: z.string(),
  count: z.int().meta({ description: "How many codes it has." }),
  source: z.string(),
  fields: z.array(z.string()).readonly().meta({ description: "Fields that take its codes." }),
};
export const CodeLists = z
  .strictObject({
    entries: z.array(z.strictObject(head).meta({ id: "CodeListEntry" })).readonly(),
  })
  .meta({ id: "CodeLists" });

export const CodeListParams = z.strictObject({
  name: described(
    z.string().regex(/^[\w.:-]{1,64}$/),
    "the name of a list, or that of a field that takes its codes",
  ),
});
const always = (description: string) => z.literal(true).optional().meta({ description });
export const CodeList = z
  .strictObject({
    ...head,
    licences: z
      .array(z.string())
      .readonly()
      .meta({ description: "Terms under which its codes may be used." }),
    codes: z
      .array(
        z.strictObject({
          code: z.string(),
          label: z.string().optional(),
          forbidden: always("Known, and never admitted in a message."),
          testOnly: always("Admitted only in test messages."),
          special: always("Reveals a special category of data (GDPR Art 9, LED Art 10)."),
        }),
      )
      .readonly(),
  })
  .meta({ id: "CodeList" });

const Purpose = textSchema({ t: "enum", list: "purpose" }) as z.ZodType<string, string>;
export const SendableQuery = z.strictObject({
  recipient: AskedEntity,
  purpose: described(Purpose, "only this purpose; left out, all").optional(),
});

const Basis = z
  .strictObject({
    basis: z.string(),
    role: z.enum(["processing", "task", "duty", "special", "treaty", "national"]).meta({
      description:
        "What it gives. `special` lifts the ban on special categories, and carries no message alone.",
    }),
  })
  .meta({ id: "AvailableBasis" });

const When = z.string().meta({
  description: "Names of conditions, joined: `CONSENT or (CHILD and NAMED)`.",
});

const SendableField = z
  .strictObject({
    field: z.string(),
    kind: z.string().meta({ description: "Kind of group that it stands in." }),
    sensitivity: z.enum(["P0", "P1", "P2", "P3", "P4", "P5"]),
    ways: z
      .array(
        z.strictObject({
          messageTypes: Codes,
          need: z.enum(["required", "allowed", "conditional"]),
          when: When.optional(),
        }),
      )
      .readonly()
      .meta({ description: "How messages of each type hold it." }),
    rungs: z
      .array(
        z.strictObject({
          ladder: Code,
          rung: Code.meta({ description: "The finest that is granted." }),
          when: When.optional(),
          otherwise: Code.optional().meta({
            description: "The finest without that condition. Left out: none.",
          }),
        }),
      )
      .readonly()
      .meta({ description: "How precise it may be, on each of its ladders." }),
    barredValues: z
      .array(z.string())
      .readonly()
      .optional()
      .meta({ description: "Values that the purpose never carries." }),
    mostValues: z.int().positive().optional().meta({
      description: "Most values in one message, where that is fewer than the field may have.",
    }),
  })
  .meta({ id: "SendableField" });

const SendablePurpose = z
  .strictObject({
    purpose: Code,
    title: z.string(),
    opensWith: Codes.meta({
      description: "Types of message with which this agency may open an exchange.",
    }),
    obstacles: z
      .array(z.enum(["pair", "abroad", "sender", "recipient"]))
      .readonly()
      .optional()
      .meta({
        description:
          "Why it may open none: the type of the sender, of the recipient, of both together, or two States.",
      }),
    continuesWith: Codes.meta({
      description: "Types of message that it may send in an exchange that one of the two opened.",
    }),
    secondOfficer: z.boolean().meta({
      description:
        "Whether a second officer approves each message before it goes; in the purpose `IMMEDIATE_DANGER`, reviews it after it went.",
    }),
    legalBases: z.array(Basis).readonly(),
    requiredOneOf: Codes.optional().meta({
      description: "Fields of which a message that opens an exchange has at least one.",
    }),
    fields: z
      .array(SendableField)
      .readonly()
      .meta({ description: "None where neither of the two may open an exchange." }),
  })
  .meta({ id: "SendablePurpose" });

export const Sendable = z
  .strictObject({
    recipient: Entity,
    agreements: z
      .array(
        z
          .strictObject({
            id: z.string(),
            sha256: z.string(),
            isUsable: z.boolean().meta({
              description:
                "Whether it admits the catalogue of this version. If not, nothing is sent under it.",
            }),
            purposes: z.array(SendablePurpose).readonly(),
          })
          .meta({ id: "SendableAgreement" }),
      )
      .readonly(),
    typeBases: z
      .array(
        z.strictObject({
          messageType: Code,
          isOfPurpose: z.boolean().meta({ description: "Whether those of the purpose count too." }),
          legalBases: z.array(Basis).readonly(),
        }),
      )
      .readonly()
      .meta({ description: "Legal bases that types of message have of their own." }),
  })
  .meta({ id: "Sendable" });
