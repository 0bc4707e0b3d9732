/**
 * The finding of one check.
 * @property check what was checked, in a word or two
 * @property advice what to do about it; null when it is fine. Neither it nor the message holds the value of a setting
 */
export type Finding = {
  check: string;
  state: "ok" | "warning" | "problem";
  message: string;
  advice: string | null;
};

export function fine(check: string, message: string): Finding {
  return { check, state: "ok", message, advice: null };
}

/** Something that works and should be changed. */
export function warning(check: string, message: string, advice: string): Finding {
  return { check, state: "warning", message, advice };
}

/** Something that keeps the application from working. */
export function problem(check: string, message: string, advice: string): Finding {
  return { check, state: "problem", message, advice };
}

/** The name and the code of an error. Its message may hold a URL with a password. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  const cause = error.cause ?? error;
  const code = typeof cause === "object" && "code" in cause ? String(cause.code) : null;
  return code ?? error.name;
}
