"use client";

import { useEffect } from "react";

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
      const around = path
        .map((element) => (element.isConnected ? element : document.getElementById(element.id)))
        .find((element) => element instanceof HTMLElement);
      path = [];
      if (!around) return;
      if (!around.hasAttribute("tabindex")) {
        around.tabIndex = -1;
        around.addEventListener("blur", () => around.removeAttribute("tabindex"), { once: true });
      }
      around.focus({ preventScroll: true });
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
