"use client";

import { type ReactNode, useEffect, useState } from "react";
import { Notice } from "@/components/ui/notice";

/**
 * Holds forms back while the browser knows that it is offline, and says so: sent in vain, a form would be replaced by an
 * error page, and what was typed would be gone.
 * @param children what is said
 */
export function OfflineGuard({ children }: { children: ReactNode }) {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    const hold = (event: Event) => {
      if (navigator.onLine) return;
      event.preventDefault();
      event.stopPropagation();
      setHeld(true);
    };
    const release = () => setHeld(false);
    // Before React hears of it, which would run the form's action.
    window.addEventListener("submit", hold, true);
    window.addEventListener("online", release);
    return () => {
      window.removeEventListener("submit", hold, true);
      window.removeEventListener("online", release);
    };
  }, []);
  return (
    isHeld && (
      <div className="fixed inset-x-4 bottom-4 z-30 mx-auto max-w-xl rounded-xl shadow-paper">
        <Notice kind="problem">{children}</Notice>
      </div>
    )
  );
}
