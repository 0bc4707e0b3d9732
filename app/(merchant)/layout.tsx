import type { ReactNode } from "react";
import { signOutAction } from "@/app/(auth)/actions";
import { SiteHeader } from "@/components/layout/site-header";
import { MarkForms } from "@/components/ui/form";
import { findLastUsed } from "@/lib/auth/members/find-reader";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { userMark } from "@/lib/forms/user-mark";

/** The frame of a merchant's pages. It authorizes nobody: each page does so itself, and knows the path to return to. */
export default async function MerchantLayout({ children }: { children: ReactNode }) {
  const user = await currentUser();
  return (
    <MarkForms mark={user && userMark(user.id)}>
      {user && <SiteHeader user={user} hasBusiness={(await findLastUsed(user)) !== null} signOut={signOutAction} />}
      <main id="content" className="mx-auto w-full max-w-4xl grow px-5 pt-10 pb-20">
        {children}
      </main>
    </MarkForms>
  );
}
