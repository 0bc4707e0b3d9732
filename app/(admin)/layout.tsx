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

/** The texts of the header, of links that lead to other rows, and of pages that refresh themselves. */
const STAFF_TEXTS = [
  "admin.nav",
  "admin.lists.loading",
  "admin.lists.watching",
  "admin.lists.stale",
  "app.signedInAs",
  "app.business",
  "app.switch.label",
  "app.settings",
  "app.signOut",
] as const;

/** The frame of the pages for staff. It has no authorization check: each page has its own. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const user = await currentUser();
  const t = await getTranslations("admin.lists");
  const zone = (await requestTimeZone()) ?? STAFF_TIME_ZONE;
  return (
    <div data-wide="" className="flex grow flex-col">
      <MarkForms mark={user && userMark(user.id)}>
        <ViewBanner view={user?.view ?? null} end={endViewAction} />
        <ClientMessages of={user && isStaff(user) ? STAFF_TEXTS : []}>
          {user && isStaff(user) && <StaffHeader user={user} signOut={signOutAction} />}
          {user && !isStaff(user) && <SiteHeader user={user} business={null} signOut={signOutAction} />}
          <main id="content" className="mx-auto w-full max-w-7xl grow px-5 pt-6 pb-20">
            {children}
            {user && isStaff(user) && (
              <p className="mt-12 text-muted text-xs">{t("zone", { zone: timeZoneName(zone) })}</p>
            )}
          </main>
        </ClientMessages>
        {!(user && isStaff(user)) && <LanguageSwitch className={`mx-auto pb-4 ${user ? "sm:hidden" : ""}`} />}
        <SiteFooter />
      </MarkForms>
    </div>
  );
}
