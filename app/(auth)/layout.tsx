import type { ReactNode } from "react";
import { endViewAction } from "@/app/(admin)/admin/merchants/actions";
import { LanguageSwitch } from "@/components/layout/language-switch";
import { SiteFooter } from "@/components/layout/site-footer";
import { ViewBanner } from "@/components/layout/view-banner";
import { Wordmark } from "@/components/layout/wordmark";
import { MarkForms } from "@/components/ui/form";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { userMark } from "@/lib/forms/user-mark";

/** The frame of pages with a single message or question. It works without a session. */
export default async function PlainLayout({ children }: { children: ReactNode }) {
  // Pages that need no user work even during a database outage.
  const user = await currentUser().catch(() => null);
  return (
    <MarkForms mark={user && userMark(user.id)}>
      <ViewBanner view={user?.view ?? null} end={endViewAction} />
      <header className="px-5 pt-2 text-center">
        <LanguageSwitch className="-mr-2 mb-2 flex justify-end" />
        <Wordmark />
      </header>
      {children}
      <SiteFooter />
    </MarkForms>
  );
}
