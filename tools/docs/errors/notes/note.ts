/** The sentences of docs/errors.md about a code, beside the text that the user sees. */
export type Note = {
  /** The cause. */
  meaning: string;
  /** The advice for support. */
  support: string;
};
