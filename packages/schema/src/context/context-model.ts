import type { Code } from "../catalogue/codes.ts";

/** An agency's entry in the registry, at one time. */
export interface Agency {
  /** Entity id, an https URL. */
  readonly entity: string;
  readonly name?: string;
  readonly type: Code<"agency_type">;
  readonly country: string;
  readonly regime: Code<"regime">;
  readonly flags: {
    readonly vawa: boolean;
    /** A place of refuge: never a party and never named. */
    readonly shelter: boolean;
    readonly publicPowers: boolean;
    readonly officialAuthority: boolean;
    /** Whether it is entitled not to prosecute or penalise a victim (Dir 2011/36 Art 8). */
    readonly mayWaivePenalty?: boolean;
    /** Whether it relocates and protects witnesses. */
    readonly protectionUnit?: boolean;
  };
  /** In which roles it may order and authorise, as a judicial or independent authority. */
  readonly judicialRoles?: readonly string[];
}

/** What the registry knows of a State. */
export interface State {
  readonly eu: boolean;
  readonly schengen: boolean;
  readonly adequacyLed: boolean;
  readonly adequacyGdpr: boolean;
  readonly deathPenalty: boolean;
  readonly crueltyRisk: boolean;
  /** Whether an instrument binds it, by the instrument's code: `REG2023/1543`. Left out: not known. */
  readonly bound?: Readonly<Record<string, boolean>>;
  /** Whether its law allows biometric search in real time (AI Act Art 5(5)). Left out: not known. */
  readonly rtbiLaw?: boolean;
}

/** The registry's facts that one message is judged with. */
export interface RegistryFacts {
  readonly sender: Agency;
  readonly recipient: Agency;
  readonly states: Readonly<Record<string, State>>;
  /** Entity ids of places of refuge, which no message may name. */
  readonly shelters: readonly string[];
  /** The agencies that the message names and the registry lists at its `iat`, by entity id. */
  readonly named: Readonly<Record<string, Agency>>;
}

/** An agreement between agencies, as both hold it. */
export interface Agreement {
  readonly id: string;
  readonly version: string;
  /** SHA-256 of its canonical form. */
  readonly sha256: string;
  readonly state: "inForce" | "suspended" | "ended";
  /** First and last day in force. */
  readonly from: string;
  readonly until: string;
  readonly parties: readonly string[];
  readonly purposes: readonly string[];
  /** Whether each field of the purposes counts as a row that is neither explicit nor strict. */
  readonly purposeDefault: boolean;
  readonly rows: readonly AgreementRow[];
  readonly nationalProvisions: readonly NationalProvision[];
  /** An adult is not identified without consent. */
  readonly noIdentificationClause: boolean;
  /** Most bits that the leaves about one adult may tell together. */
  readonly quasiIdentifierBound: number;
  readonly k: number;
  readonly epsilonBudget: string;
  readonly staleness: string;
  readonly domesticConditions: readonly string[];
  readonly schengenAsEu: boolean;
  readonly minAssurance: number;
  readonly equivalentRegimes: readonly string[];
  readonly roles: {
    /** Who decides on the data, each for its own step unless `joint`. */
    readonly controllers: readonly string[];
    readonly joint: boolean;
    readonly processors: readonly string[];
  };
  readonly dpo: boolean;
  readonly dpiaRef: string;
  readonly logRetention: string;
  readonly documentation: string;
  /** Who may read the reasons for requests and disclosures. Left out: not known. */
  readonly justificationReaders?: readonly string[];
  /** Digests of the profiles admitted. */
  readonly profiles: readonly string[];
  /** Versions of the protocol admitted. Left out: all. */
  readonly protocols?: readonly string[];
  /**
   * Time within which a correction must reach everybody who holds the data and be answered. Left out:
   * none was agreed.
   */
  readonly corrections?: string;
  /** Ceilings of retention that are shorter than the catalogue's. */
  readonly retention?: readonly AgreedRetention[];
  /** Purposes of which a second officer approves each message before it is sent. */
  readonly secondOfficer?: readonly string[];
  /** What a party may do while its log, or too many witnesses, cannot be reached. */
  readonly degraded?: {
    /** How long its messages may wait, `P1D`. */
    readonly queue: string;
    /** Most entries of the journal that it writes instead in an emergency. */
    readonly journal: number;
  };
  /** Who countersigns the checkpoints of the parties' logs. */
  readonly witnesses?: {
    /** How many must. At least one of them is a supervisory authority. */
    readonly quorum: number;
    readonly members: readonly Witness[];
  };
}

/** A provision of national law on which the parties of an agreement may rest a purpose. */
export interface NationalProvision {
  readonly purpose: string;
  /** `NAT-XB#act-1`. */
  readonly basis: string;
  /** The basis of the Union whose directive it transposes, `DIR2011/36#11(4)`. */
  readonly transposes?: string;
}

/** The longest time that an agreement keeps data of a purpose. */
export interface AgreedRetention {
  readonly purpose: string;
  /** `P180D`. */
  readonly ceiling: string;
  /** What it counts from. Left out: from the creation of the message, `iat`. */
  readonly from?: string;
}

/** Somebody who countersigns checkpoints. */
export interface Witness {
  /** Entity id. */
  readonly entity: string;
  /** Its key as C2SP signed-note writes it: name, hash and key, joined by `+`. */
  readonly key: string;
  readonly supervisory: boolean;
}

/** One field that an agreement grants for a purpose. */
export interface AgreementRow {
  readonly purpose: string;
  readonly field: string;
  readonly explicit: boolean;
  readonly strict: boolean;
  readonly recipient?: string;
  /** Ceilings below those of the purpose. */
  readonly max?: readonly { readonly ladder: string; readonly rung: string }[];
}

/** One consent as its holder asserts it to one recipient; its record stays where it is (ISO/IEC TS 27560). */
export interface Consent {
  /** Random per consent and recipient. */
  readonly ref: string;
  /** Group id of the person in this message. */
  readonly subject: string;
  readonly status: string;
  readonly giver: string;
  readonly giverIsSuspect: boolean;
  readonly purposes: readonly string[];
  readonly recipients: readonly string[];
  /** Field ids or kinds of group. */
  readonly scope: readonly string[];
  readonly validFrom: string;
  readonly validUntil: string;
  readonly withdrawnAt: string | null;
  readonly language: string;
  readonly languageUnderstood: boolean;
  readonly withdrawalMethod: boolean;
  /** Whether it was given in writing. Left out where the holder of the record does not say. */
  readonly written?: boolean;
}

/**
 * An authorisation of a message, or a prior one, whose token was verified: its issuer is
 * registered, decided in that role for this sender, recipient and purpose, and about this content.
 */
export interface Authorisation {
  readonly kind: string;
  /** Left out for a prior authorisation. */
  readonly authority?: string;
  readonly issuedAt: string;
  readonly validUntil: string;
  /** Field ids or kinds of group. Empty for a prior authorisation. */
  readonly scope: readonly string[];
  readonly offence?: string;
  /** Who decided, as the registry had it then. */
  readonly issuer: Pick<Agency, "entity" | "type" | "country" | "regime" | "judicialRoles">;
  readonly purposes: readonly string[];
  readonly recipient: string;
  /**
   * What its content was found to be: group ids of this message, or of a prior authorisation
   * commitments of its provenance.
   */
  readonly binds: readonly string[];
  /** Place of its token: `private.authorisations/0`. */
  readonly entry: string;
}
