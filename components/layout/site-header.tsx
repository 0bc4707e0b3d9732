import { getTranslations } from "next-intl/server";
import { BusinessSwitch } from "@/components/layout/business-switch";
import { LanguageSwitch } from "@/components/layout/language-switch";
import { NavLink } from "@/components/layout/nav-link";
import { Wordmark } from "@/components/layout/wordmark";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Link } from "@/components/ui/link";
import { readableEmailAddress } from "@/lib/email-address";
import { businessPath } from "@/lib/http/paths";
import { listOwnBusinesses } from "@/lib/merchants/list-own";
import { isStaff, type Reader, type User } from "@/lib/principal";

type SiteHeaderProps = {
  user: User;
  /** The business that the page is about, if there is one. */
  business: Reader["merchant"] | null;
  signOut: () => Promise<void>;
};

/** The header of every page for a signed-in user: the business, the navigation, and "Sign out". */
export async function SiteHeader({ user, business, signOut }: SiteHeaderProps) {
  const t = await getTranslations("app");
  const businesses = await listOwnBusinesses(user);
  const only = businesses.length === 1 ? businesses[0] : undefined;
  const current = business ?? only;
  const isViewed = business !== null && business.id === user.view?.merchant.id;
  return (
    <header className="border-line border-b bg-surface">
      <div className="mx-auto grid max-w-4xl grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 gap-y-1 px-5 py-2.5 in-data-wide:max-w-7xl sm:flex sm:flex-wrap lg:flex-nowrap">
        <Link href="/" className="mr-auto flex min-h-11 min-w-0 items-center lg:max-w-56 lg:shrink-0">
          <Wordmark />
        </Link>
        <nav
          aria-label={t("navigation")}
          className="col-span-full -mx-3 order-last flex w-[calc(100%+1.5rem)] flex-wrap max-[24rem]:-mx-2 max-[24rem]:w-[calc(100%+1rem)] max-[24rem]:*:px-2 sm:order-none sm:mx-0 sm:w-auto sm:shrink-0 sm:gap-x-1"
        >
          {current && <NavLink href={`${businessPath(current.id)}/connections`}>{t("connections")}</NavLink>}
          {current && <NavLink href={`${businessPath(current.id)}/settings`}>{t("business")}</NavLink>}
          {(businesses.length > 0 || !isStaff(user)) && <NavLink href="/settings">{t("settings")}</NavLink>}
          {businesses.length === 0 && isStaff(user) && (
            <NavLink href={`/admin/users/${user.id}`}>{t("settings")}</NavLink>
          )}
          {isStaff(user) && <NavLink href="/admin">{t("admin")}</NavLink>}
        </nav>
        <LanguageSwitch look="short" className="hidden shrink-0 sm:block" />
        <Form action={signOut} className="flex min-w-0 items-center gap-3">
          <span
            className="hidden truncate text-muted text-sm lg:inline"
            title={t("signedInAs", { email: readableEmailAddress(user.email) })}
          >
            {readableEmailAddress(user.email)}
          </span>
          <Button type="submit" look="quiet" className="-mr-3 shrink-0 px-3 text-sm">
            {t("signOut")}
          </Button>
        </Form>
      </div>
      {businesses.length > 1 && !isViewed && (
        <div className="border-line border-t">
          <div className="mx-auto max-w-4xl px-5 in-data-wide:max-w-7xl">
            <BusinessSwitch
              // The business of this page is being used now, which the list may not have noted yet.
              businesses={business ? [business, ...businesses.filter(({ id }) => id !== business.id)] : businesses}
              current={business}
              texts={{
                choose: t("switch.choose"),
                change: t("switch.change"),
                search: t("switch.search"),
                none: t("switch.none"),
                all: t("switch.all"),
                label: t("switch.label"),
              }}
            />
          </div>
        </div>
      )}
    </header>
  );
}
