"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";

type CopyButtonProps = {
  id: string;
  business: string;
  /** Tells screen readers how it went. */
  announce: (text: string) => void;
};

type Outcome = "copied" | "copyFailed";

/** A button that copies the id beside it, of which 8 characters show until it is pointed at or focused: rows-id.css. */
export function CopyButton({ id, business, announce }: CopyButtonProps) {
  const t = useTranslations("admin.connections");
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const tell = (how: Outcome) => {
    setOutcome(how);
    announce(t(how));
  };
  const copy = async () => {
    // Cleared first: a screen reader does not announce the same text twice.
    announce("");
    try {
      await navigator.clipboard.writeText(id);
      tell("copied");
    } catch {
      tell("copyFailed");
    }
  };
  return (
    <button type="button" aria-label={t("copyId", { business })} className={outcome ?? undefined} onClick={copy} />
  );
}

/** Escape hides an id that shows whole (WCAG 2.2, 1.4.13), until it is pointed at or focused again. */
export function useHiddenIds(): void {
  useEffect(() => {
    const hide = ({ key }: KeyboardEvent) => {
      if (key !== "Escape") return;
      for (const cell of document.querySelectorAll(".rows td.id:is(:hover, :focus-within)")) cell.classList.add("shut");
    };
    const release = () => {
      for (const cell of document.querySelectorAll(".rows .shut:not(:hover, :focus-within)")) {
        cell.classList.remove("shut");
      }
    };
    document.addEventListener("keydown", hide);
    document.addEventListener("pointerover", release);
    document.addEventListener("focusin", release);
    return () => {
      document.removeEventListener("keydown", hide);
      document.removeEventListener("pointerover", release);
      document.removeEventListener("focusin", release);
    };
  }, []);
}
