import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { signOutAction } from "@/app/(auth)/actions";
import { AdminNav } from "@/components/admin/shared/admin-nav";
import { SiteHeader } from "@/components/layout/site-header";
import { MarkForms } from "@/components/ui/form";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { userMark } from "@/lib/forms/user-mark";
import { isStaff } from "@/lib/principal";

/** The frame of the pages for staff. It has no authorization check: each page has its own. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const user = await currentUser();
  const { admin, connect, validation, errors, health, scopes, proof } = await getMessages();
  return (
    <div data-wide="" className="flex grow flex-col">
      <MarkForms mark={user && userMark(user.id)}>
        {user && <SiteHeader user={user} business={null} signOut={signOutAction} />}
        <main id="content" className="mx-auto w-full max-w-7xl grow px-5 pt-6 pb-20">
          {user && isStaff(user) && <AdminNav />}
          <NextIntlClientProvider messages={{ admin, connect, validation, errors, health, scopes, proof }}>
            <NuqsAdapter>{children}</NuqsAdapter>
          </NextIntlClientProvider>
        </main>
      </MarkForms>
    </div>
  );
}
