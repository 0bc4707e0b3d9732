"use client";

import { useSyncExternalStore } from "react";

/** Whether the page's script runs. It is false on the server, and when the browser takes the server's page over. */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  );
}

function subscribeToNothing(): () => void {
  return () => {};
}
