import type { ReactNode } from "react";
import { ClientMessages } from "@/components/layout/client-messages";

/** Gives error.tsx its texts. They have to be there before the error. */
export default function Layout({ children }: { children: ReactNode }) {
  return <ClientMessages of={["admin.outgoingReceipts.error"]}>{children}</ClientMessages>;
}
