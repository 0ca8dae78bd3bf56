/** One line of the table in docs/trust.md. */
export interface TrustRow {
  readonly what: string;
  readonly goal: string;
  readonly measured: string;
  /** Null: published, without a goal. */
  readonly passed: boolean | null;
}
