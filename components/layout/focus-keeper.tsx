"use client";

import { useEffect } from "react";

/**
 * Tries to focus any element.
 * @returns whether it has the focus
 */
function takesFocus(element: HTMLElement): boolean {
  const isLent = !element.hasAttribute("tabindex");
  if (isLent) element.tabIndex = -1;
  element.focus({ preventScroll: true });
  const hasFocus = document.activeElement === element;
  const takeBack = () => element.removeAttribute("tabindex");
  if (isLent && hasFocus) element.addEventListener("blur", takeBack, { once: true });
  if (isLent && !hasFocus) takeBack();
  return hasFocus;
}

/**
 * Keeps the focus for users of a keyboard or a screen reader. When the focused element is removed, such as a button
 * after its action, the focus moves to a new element with the same id, or to the nearest remaining ancestor. Otherwise
 * it would return to the top of the page.
 */
export function FocusKeeper() {
  useEffect(() => {
    /** The last focused element and its ancestors, from the inside out. */
    let path: Element[] = [];
    const remember = ({ target }: FocusEvent) => {
      path = [];
      for (let at = target as Element | null; at && at !== document.body; at = at.parentElement) path.push(at);
    };
    const restore = () => {
      const [focused] = path;
      if (!focused || focused.isConnected || document.activeElement !== document.body) return;
      const places = path.map((element) => (element.isConnected ? element : document.getElementById(element.id)));
      path = [];
      // An empty, hidden element cannot take the focus, so the next ancestor is tried.
      places.find((place) => place instanceof HTMLElement && takesFocus(place));
    };
    const observer = new MutationObserver(restore);
    document.addEventListener("focusin", remember);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener("focusin", remember);
      observer.disconnect();
    };
  }, []);
  return null;
}
