"use client";

import { type ReactNode, useEffect, useState } from "react";
import { Notice } from "@/components/ui/notice";

/**
 * Blocks forms while the browser is offline, and says so. A failed submission would replace the page with the browser's
 * error page, and the typed values would be lost.
 * @param children the message
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
    // In the capture phase, because React would otherwise run the form's action first.
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
