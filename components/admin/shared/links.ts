/** The style of a link within a text. */
export const LINK = "underline decoration-line underline-offset-4 hover:text-accent hover:decoration-accent";

/** The style of the main link of a row. */
export const ROW_LINK =
  "wrap-anywhere inline-flex min-h-6 items-center font-medium hover:text-accent hover:underline underline-offset-4";
