"use client";

/** Gives a text that is cut at its end a title, once it is pointed at. */
export function showWhole({ target }: { target: EventTarget }): void {
  if (!(target instanceof HTMLElement) || target.childElementCount > 0 || target.title !== "") return;
  // Styles show an ID whole.
  if (target.closest("td.id")) return;
  const cut = [target, target.closest("td, th")].some((box) => box && box.scrollWidth > box.clientWidth);
  if (cut) target.title = target.textContent;
}
