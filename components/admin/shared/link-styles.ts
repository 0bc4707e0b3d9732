/** The style of a link within a text. */
export const LINK = "underline decoration-line underline-offset-4 hover:text-accent hover:decoration-accent";

/** The style of a row with a link, and what is beside it. */
export const ROW =
  "flex min-h-14 flex-col justify-center gap-x-4 gap-y-0.5 px-5 py-2.5 min-[24rem]:flex-row min-[24rem]:items-center min-[24rem]:justify-between";

/** The style of the main link of a row. */
export const ROW_LINK =
  "wrap-anywhere inline-flex min-h-6 items-center font-medium hover:text-accent hover:underline underline-offset-4";
