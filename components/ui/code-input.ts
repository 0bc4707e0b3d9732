/**
 * The props of `TextForm` for a code from an email. It has room for spaces, because users paste them with the
 * code.
 */
export const CODE_INPUT = {
  type: "text",
  name: "code",
  inputMode: "numeric",
  autoComplete: "one-time-code",
  maxLength: 40,
  inputClassName: "font-mono text-xl tracking-[0.25em]",
} as const;
