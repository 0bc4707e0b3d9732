/**
 * The button that Enter presses in a text field. Browsers press a form's first button, which in some forms adds or
 * removes a field. It must come before all others, and nobody sees or reaches it.
 */
export function DefaultSubmit() {
  return <button type="submit" tabIndex={-1} aria-hidden="true" className="sr-only" />;
}
