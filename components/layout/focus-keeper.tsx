"use client";

import { useEffect } from "react";

/** Gives an element the focus, whatever it is. @returns whether it has it */
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
 * Keeps the place of whoever uses the keyboard or a screen reader: when what had the focus goes, as a button does whose
 * work is done, what was around it gets the focus, or what has come in its place with the same id. Otherwise they would
 * begin again at the top of the page.
 */
export function FocusKeeper() {
  useEffect(() => {
    /** What last had the focus, and what is around it, from the inside out. */
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
      // What is empty and therefore hidden does not take the focus: then what is around that.
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
