import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { endViewAction } from "@/app/(admin)/admin/merchants/actions";
import { signOutAction } from "@/app/(auth)/actions";
import { StaffHeader } from "@/components/admin/shared/staff-header";
import { ClientMessages } from "@/components/layout/client-messages";
import { LanguageSwitch } from "@/components/layout/language-switch";
import { SiteFooter } from "@/components/layout/site-footer";
import { SiteHeader } from "@/components/layout/site-header";
import { ViewBanner } from "@/components/layout/view-banner";
import { MarkForms } from "@/components/ui/form";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { userMark } from "@/lib/forms/user-mark";
import { requestTimeZone } from "@/lib/i18n/request-locale";
import { STAFF_TIME_ZONE, timeZoneName } from "@/lib/i18n/time-zones";
import { isStaff } from "@/lib/principal";

/** The frame of the pages for staff. It has no authorization check: each page has its own. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const user = await currentUser();
  const t = await getTranslations("admin.lists");
  const zone = (await requestTimeZone()) ?? STAFF_TIME_ZONE;
  return (
    <div data-wide="" className="flex grow flex-col">
      <MarkForms mark={user && userMark(user.id)}>
        <ViewBanner view={user?.view ?? null} end={endViewAction} />
        {user && isStaff(user) && <StaffHeader user={user} signOut={signOutAction} />}
        {user && !isStaff(user) && <SiteHeader user={user} business={null} signOut={signOutAction} />}
        <main id="content" className="mx-auto w-full max-w-7xl grow px-5 pt-6 pb-20">
          <ClientMessages of={["admin.lists.loading", "admin.lists.watching", "admin.lists.stale"]}>
            {children}
          </ClientMessages>
          {user && isStaff(user) && (
            <p className="mt-12 text-muted text-xs">{t("zone", { zone: timeZoneName(zone) })}</p>
          )}
        </main>
        {!(user && isStaff(user)) && <LanguageSwitch className={`mx-auto pb-4 ${user ? "sm:hidden" : ""}`} />}
        <SiteFooter />
      </MarkForms>
    </div>
  );
}
