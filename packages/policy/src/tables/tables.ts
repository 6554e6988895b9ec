import {
  ADMITTED_EVERYWHERE,
  COMPANIONS,
  CONDITIONS,
  type CompanionEntry,
  type ConditionEntry,
  EXCHANGE_TYPES,
  type ExchangeTypeEntry,
  type FieldSet,
  PURPOSES,
  type PurposeEntry,
} from "@safepassage/schema";

/** The rows that decide. A caller may replace any, for example to see what a change would do. */
export interface PolicyTables {
  readonly purposes: readonly PurposeEntry[];
  readonly exchangeTypes: Readonly<Record<string, ExchangeTypeEntry>>;
  readonly companions: readonly CompanionEntry[];
  readonly admittedEverywhere: readonly string[];
  readonly conditions: readonly ConditionEntry[];
}

/** Rows of the catalogue. */
export const CATALOGUE_TABLES: PolicyTables = {
  purposes: PURPOSES,
  exchangeTypes: EXCHANGE_TYPES,
  companions: COMPANIONS,
  admittedEverywhere: ADMITTED_EVERYWHERE,
  conditions: CONDITIONS,
};

/** The rows that apply to one purpose and message type. */
export interface MessageRows {
  /** `undefined` for an unknown purpose, which admits nothing. */
  readonly purpose: PurposeEntry | undefined;
  /** `undefined` for a type that opens an exchange. */
  readonly exchange: ExchangeTypeEntry | undefined;
  /** Whether the purpose opens an exchange with this type. */
  readonly opens: boolean;
  /** Whether this type of message may hold the fields of the purpose. */
  readonly holdsPurposeFields: boolean;
  /** Fields that the type admits for any purpose. */
  readonly typeFields: ReadonlySet<string>;
  /** Required fields, which are never dropped to stay within a bound. */
  readonly required: ReadonlySet<string>;
  /** Those of them that are required whatever a message says. */
  readonly alwaysRequired: ReadonlySet<string>;
  /** Required and allowed fields of the purpose. */
  readonly purposeFields: ReadonlySet<string>;
  readonly companions: ReadonlyMap<string, CompanionEntry>;
  readonly everywhere: ReadonlySet<string>;
}

/** Looks up what the tables say about a purpose and a message type. */
export function rowsFor(
  tables: Partial<PolicyTables> | undefined,
  purposeId: string,
  messageType: string,
): MessageRows {
  if (tables !== undefined) return selectRows(tables, purposeId, messageType);
  const known = selected.get(purposeId)?.get(messageType);
  if (known !== undefined) return known;
  const rows = selectRows({}, purposeId, messageType);
  // Unknown names are not remembered: a stranger could fill the memory with them.
  if (rows.purpose !== undefined && (rows.opens || rows.exchange !== undefined)) {
    const ofPurpose = selected.get(purposeId) ?? new Map<string, MessageRows>();
    selected.set(purposeId, ofPurpose.set(messageType, rows));
  }
  return rows;
}

function selectRows(
  tables: Partial<PolicyTables>,
  purposeId: string,
  messageType: string,
): MessageRows {
  const all = { ...CATALOGUE_TABLES, ...tables };
  const purpose = all.purposes.find(({ id }) => id === purposeId);
  const exchange = own(all.exchangeTypes, messageType);
  const perType = own(purpose?.perType ?? {}, messageType);
  const opens = purpose?.opens.messageTypes.includes(messageType) ?? false;
  const asking = [exchange, perType, ...(opens && perType === undefined ? [purpose] : [])];
  return {
    purpose,
    exchange,
    opens,
    holdsPurposeFields: opens || (perType?.purposeFields ?? exchange?.purposeFields) === true,
    typeFields: new Set([...fieldsOf(exchange), ...fieldsOf(perType)]),
    required: new Set(asking.flatMap(requiredOf)),
    alwaysRequired: new Set(asking.flatMap((set) => set?.required ?? [])),
    purposeFields: new Set([...(purpose?.required ?? []), ...(purpose?.allowed ?? [])]),
    companions: new Map(all.companions.map((entry) => [entry.field, entry])),
    everywhere: new Set(all.admittedEverywhere),
  };
}

/** An own member of a record. Safe for names from a message such as `constructor`. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function fieldsOf(set: FieldSet | undefined): string[] {
  return [...requiredOf(set), ...(set?.allowed ?? [])];
}

function requiredOf(set: FieldSet | undefined): string[] {
  const depending = set?.requiredWhen?.flatMap(({ fields }) => fields) ?? [];
  return [...(set?.required ?? []), ...depending];
}

const selected = new Map<string, Map<string, MessageRows>>();
