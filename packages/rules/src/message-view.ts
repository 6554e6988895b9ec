import type { Concern } from "@safepassage/policy";
import type {
  DecodedMessage,
  Evaluation,
  FieldEntry,
  KindEntry,
  Leaf,
  SchemaIssue,
} from "@safepassage/schema";

/** The well-formed parts of a message, which rules can judge. */
export interface MessageView {
  /** All faults in the shape of the message. The parts they name are not in the view. */
  readonly issues: readonly SchemaIssue[];
  readonly groups: readonly GroupView[];
  /** Leaves of all groups. */
  readonly leaves: readonly LeafView[];
  /** Claims that are present, well-formed or not. */
  readonly presentClaims: Pick<ReadonlySet<string>, "has">;
  /**
   * The well-formed parts in the shape of a message. Claims that a rule does not declare to need may be
   * absent, and so may members of an evaluation, which R11 reports.
   */
  readonly message: DecodedMessage;
  /** Which persons each group concerns. Rules must ask this, never `links` alone. */
  readonly concern: Concern;
}

/** A group whose header can be read, without the members that an issue names. */
export interface GroupView {
  readonly gid: string;
  readonly kind: string;
  /** `undefined` for a kind that is not in the catalogue. */
  readonly entry: KindEntry | undefined;
  /** Links as written. {@link MessageView.concern} tells which persons the group concerns. */
  readonly links: readonly string[];
  readonly meta: Partial<Evaluation> | undefined;
  readonly ledCategory: string | undefined;
  readonly ageClass: string | undefined;
  readonly leaves: readonly LeafView[];
  /** Fields of which the group has a leaf or header member, well-formed or not. */
  readonly presentFields: ReadonlySet<string>;
}

/** A leaf whose field is known and whose value satisfies its type. */
export interface LeafView {
  readonly gid: string;
  /** Index among the well-formed leaves of its group. */
  readonly index: number;
  /** Kind of its group. */
  readonly kind: string;
  readonly field: FieldEntry;
  readonly value: Leaf["v"];
  /** Nature of the leaf, or of its group if it has none of its own. */
  readonly nature: string | undefined;
  readonly own: Leaf;
}

/** A message as read, split into its well-formed parts and its faults. */
export interface ReadMessage {
  readonly view: MessageView;
  /** The well-formed claims. */
  readonly claims: Readonly<Record<string, unknown>>;
}
