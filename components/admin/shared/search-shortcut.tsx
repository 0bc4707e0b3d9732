"use client";

import { type ReactNode, useEffect, useSyncExternalStore } from "react";

const SEARCH_KEY = "/";

const KEPT = "search-shortcut";
const isOn = () => localStorage.getItem(KEPT) !== "off";

/** The key that leads to the search, for `aria-keyshortcuts` of the field; undefined when it is switched off. */
export function useSearchKey(): string | undefined {
  return useSyncExternalStore(subscribe, isOn, () => true) ? SEARCH_KEY : undefined;
}

/** Focuses the search of the page when the key is pressed and nobody is typing. */
export function useSearchShortcut(): void {
  useEffect(() => {
    const find = (event: KeyboardEvent) => {
      const isTyping =
        event.target instanceof Element &&
        event.target.closest("input:not([type=checkbox], [type=radio]), select, textarea");
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (event.key !== SEARCH_KEY || !isPlain || isTyping || !isOn()) return;
      const field = document.querySelector<HTMLInputElement>(`[aria-keyshortcuts="${SEARCH_KEY}"]`);
      if (!field) return;
      event.preventDefault();
      field.focus();
      field.select();
    };
    document.addEventListener("keydown", find);
    return () => document.removeEventListener("keydown", find);
  }, []);
}

/** Switches the key off in this browser: speech input presses single keys by accident (WCAG 2.2, 2.1.4). */
export function ShortcutSwitch({ children }: { children: ReactNode }) {
  const checked = useSearchKey() !== undefined;
  return (
    <label className="noscript:hidden">
      <input
        type="checkbox"
        checked={checked}
        onChange={({ target }) => {
          localStorage.setItem(KEPT, target.checked ? "on" : "off");
          window.dispatchEvent(new StorageEvent("storage", { key: KEPT }));
        }}
      />
      {children}
    </label>
  );
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener("storage", onChange);
  return () => window.removeEventListener("storage", onChange);
}
