/** What `TextForm` takes for a six-digit code from a mail. Room for spaces, because people paste them along. */
export const CODE_INPUT = {
  type: "text",
  name: "code",
  inputMode: "numeric",
  autoComplete: "one-time-code",
  maxLength: 40,
  inputClassName: "font-mono text-xl tracking-[0.25em]",
} as const;
