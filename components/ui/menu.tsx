"use client";

import { usePathname } from "next/navigation";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";

type MenuProps = {
  /** The content of the button, with its accessible name. */
  button: ReactNode;
  /** Whether the current page is one of those in the panel. */
  isCurrent?: boolean;
  /** One of those in app/styles/menus.css. */
  className: string;
  children: ReactNode;
};

/**
 * A button that opens a panel. Escape, a new page, and a press or the focus elsewhere close it. It is a `details`
 * element, so it opens without its script, too.
 */
export function Menu({ button, isCurrent = false, className, children }: MenuProps) {
  const details = useRef<HTMLDetailsElement>(null);
  const path = usePathname();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the menu
  useEffect(() => details.current?.removeAttribute("open"), [path]);
  useEffect(() => {
    const leave = ({ target }: Event) => {
      if (target instanceof Node && !details.current?.contains(target)) details.current?.removeAttribute("open");
    };
    document.addEventListener("pointerdown", leave);
    document.addEventListener("focusin", leave);
    return () => {
      document.removeEventListener("pointerdown", leave);
      document.removeEventListener("focusin", leave);
    };
  }, []);
  const closeOnEscape = (event: KeyboardEvent<HTMLDetailsElement>) => {
    if (event.key !== "Escape") return;
    event.currentTarget.open = false;
    event.currentTarget.querySelector("summary")?.focus();
  };
  return (
    <details ref={details} onKeyDown={closeOnEscape} data-current={isCurrent || undefined} className={className}>
      <summary className="menu-button">{button}</summary>
      <div className="menu-panel">{children}</div>
    </details>
  );
}
