import type { ReactNode } from "react";
import { signOutAction } from "@/app/(auth)/actions";
import { MerchantFrame } from "@/components/layout/merchant-frame";
import { currentUser } from "@/lib/auth/sessions/current-user";

/** The frame of the pages that are about no single business. It authorizes nobody: each page does so itself. */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  return (
    <MerchantFrame user={await currentUser()} viewer={null} signOut={signOutAction}>
      {children}
    </MerchantFrame>
  );
}
