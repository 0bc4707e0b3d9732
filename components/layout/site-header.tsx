import { getTranslations } from "next-intl/server";
import { NavLink } from "@/components/layout/nav-link";
import { Wordmark } from "@/components/layout/wordmark";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Link } from "@/components/ui/link";
import { readableEmailAddress } from "@/lib/email-address";
import { isStaff, type User } from "@/lib/principal";

type SiteHeaderProps = { user: User; hasBusiness: boolean; signOut: () => Promise<void> };

/** The header of every page for a signed-in user: the current place, the navigation, and "Sign out". */
export async function SiteHeader({ user, hasBusiness, signOut }: SiteHeaderProps) {
  const t = await getTranslations("app");
  return (
    <header className="border-line border-b bg-surface">
      <div className="mx-auto flex max-w-4xl flex-wrap items-center gap-x-6 gap-y-1 px-5 py-2.5 in-data-wide:max-w-7xl">
        <Link href="/" className="mr-auto flex min-h-11 items-center">
          <Wordmark />
        </Link>
        <nav
          aria-label={t("navigation")}
          className="order-last -ml-3 flex w-full gap-1 sm:order-none sm:ml-0 sm:w-auto"
        >
          {hasBusiness && <NavLink href="/connections">{t("connections")}</NavLink>}
          {hasBusiness && <NavLink href="/settings">{t("settings")}</NavLink>}
          {!hasBusiness && isStaff(user) && <NavLink href={`/admin/users/${user.id}`}>{t("settings")}</NavLink>}
          {isStaff(user) && <NavLink href="/admin">{t("admin")}</NavLink>}
        </nav>
        <Form action={signOut} className="flex items-center gap-3">
          <span
            className="hidden max-w-56 truncate text-muted text-sm md:inline"
            title={t("signedInAs", { email: readableEmailAddress(user.email) })}
          >
            {readableEmailAddress(user.email)}
          </span>
          <Button type="submit" look="quiet" className="-mr-3 px-3 text-sm">
            {t("signOut")}
          </Button>
        </Form>
      </div>
    </header>
  );
}
