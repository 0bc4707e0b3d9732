/**
 * The ref of a form that keeps what was typed when its action refuses it: React resets a form after each action, and
 * its `onReset` hears nothing of that. A form that should be empty after success gets another `key` then.
 */
export function keepTyped(form: HTMLFormElement): () => void {
  const prevent = (event: Event) => event.preventDefault();
  form.addEventListener("reset", prevent);
  return () => form.removeEventListener("reset", prevent);
}
