"use client";

import { useRouter } from "next/navigation";
import { BackLink } from "@/components/admin/shared/back-link";

const LIST = "/admin/connections";
const KEPT = "connections";

/**
 * Remembers the last view of the list in this tab.
 * @param address its query string, with "?" unless it is empty
 */
export function keepView(address: string): void {
  sessionStorage.setItem(KEPT, address);
}

/** A link from a connection back to the list, in its last view. */
export function BackToList({ children }: { children: string }) {
  const router = useRouter();
  return (
    <BackLink
      href={LIST}
      onNavigate={(event) => {
        event.preventDefault();
        const kept = sessionStorage.getItem(KEPT) ?? "";
        router.push(kept === "" ? LIST : `${LIST}?${kept.slice(1)}`);
      }}
    >
      {children}
    </BackLink>
  );
}
