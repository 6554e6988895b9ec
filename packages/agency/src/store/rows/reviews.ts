/** A message received whose review is due. */
export interface DueReview {
  /** SHA-256 of the issuer-signed JWT. */
  readonly digest: string;
  /** Its `jti`. */
  readonly id: string;
  /** Entity id. */
  readonly sender: string;
  readonly messageType: string;
  readonly purpose: string;
  readonly eraseBy: string;
  /** The last day for the review. */
  readonly reviewBy: string;
}
