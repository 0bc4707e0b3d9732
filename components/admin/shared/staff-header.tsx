import { getTranslations } from "next-intl/server";
import { ConnectionSearch } from "@/components/admin/shared/connection-search";
import { ShortcutSwitch } from "@/components/admin/shared/search-shortcut";
import { type NavGroup, StaffNav } from "@/components/admin/shared/staff-nav";
import { LanguageSwitch } from "@/components/layout/language-switch";
import { NavLink } from "@/components/layout/nav-link";
import { Wordmark } from "@/components/layout/wordmark";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Icon } from "@/components/ui/icon";
import { Link } from "@/components/ui/link";
import { Menu } from "@/components/ui/menu";
import { MIN_SEARCH } from "@/lib/db/conditions";
import { readableEmailAddress } from "@/lib/email-address";
import { businessPath } from "@/lib/http/paths";
import { listOwnBusinesses } from "@/lib/merchants/list-own";
import type { Staff } from "@/lib/principal";

type StaffHeaderProps = { user: Staff; signOut: () => Promise<void> };

/** The header of the pages for staff: where they go, the search for a connection, and their own account. */
export async function StaffHeader({ user, signOut }: StaffHeaderProps) {
  const t = await getTranslations("admin.nav");
  return (
    <header className="relative border-line border-b bg-surface">
      <div className="mx-auto flex max-w-7xl flex-wrap items-center gap-x-4 px-5 py-1.5 lg:flex-nowrap">
        <Link href="/admin" className="flex min-h-11 min-w-0 max-w-56 items-center max-sm:min-w-6">
          <Wordmark />
        </Link>
        <StaffNav
          label={t("label")}
          more={t("more")}
          entries={[
            { href: "/admin", text: t("overview") },
            { href: "/admin/connections", text: t("connections") },
            { href: "/admin/merchants", text: t("merchants") },
            { href: "/admin/notifications", text: t("notifications") },
            { href: "/admin/audit", text: t("audit") },
          ]}
          groups={await moreOf()}
        />
        <div className="flex min-w-0 grow items-center justify-end gap-2 has-[search]:basis-48 lg:grow-0 lg:has-[search]:basis-auto">
          <ConnectionSearch label={t("search")} minLength={MIN_SEARCH} />
          <Account user={user} signOut={signOut} />
        </div>
      </div>
    </header>
  );
}

/** The pages that staff need less often, by topic. Bulk disconnects are the last. */
async function moreOf(): Promise<NavGroup[]> {
  const t = await getTranslations("admin.nav");
  return [
    {
      name: t("groups.merchants"),
      entries: [
        { href: "/admin/invitations", text: t("invitations") },
        { href: "/admin/connect-sessions", text: t("connectSessions") },
        { href: "/admin/users", text: t("users") },
      ],
    },
    {
      name: t("groups.systems"),
      entries: [
        { href: "/admin/outgoing-receipts", text: t("outgoingReceipts") },
        { href: "/admin/api-keys", text: t("apiKeys") },
        { href: "/admin/webhooks", text: t("webhooks") },
        { href: "/admin/brand", text: t("brand") },
        { href: "/admin/system", text: t("system") },
      ],
    },
    {
      name: t("groups.many"),
      entries: [
        { href: "/admin/imports", text: t("imports") },
        { href: "/admin/bulk-disconnects", text: t("bulkDisconnects") },
      ],
    },
  ];
}

/** The account of a member of staff, the businesses that they belong to themselves, and "Sign out". */
async function Account({ user, signOut }: StaffHeaderProps) {
  const t = await getTranslations("app");
  const nav = await getTranslations("admin.nav");
  const businesses = await listOwnBusinesses(user);
  const [only] = businesses.length === 1 ? businesses : [];
  const email = readableEmailAddress(user.email);
  return (
    <Menu
      className="shrink-0 sm:relative"
      buttonClassName="-mr-2.5 size-11 justify-center rounded-lg text-muted hover:bg-accent-soft hover:text-ink"
      panelClassName="inset-x-3 sm:inset-x-auto sm:right-0 sm:w-72"
      button={
        <>
          <Icon name="circle-user-round" className="size-5" />
          <span className="sr-only">{nav("account")}</span>
        </>
      }
    >
      <p className="wrap-anywhere px-3 pt-1 pb-2 text-muted text-sm">{t("signedInAs", { email })}</p>
      {only && <NavLink href={`${businessPath(only.id)}/connections`}>{nav("ownConnections")}</NavLink>}
      {only && <NavLink href={`${businessPath(only.id)}/settings`}>{t("business")}</NavLink>}
      {businesses.length > 1 && <NavLink href="/businesses">{t("switch.label")}</NavLink>}
      <NavLink href={businesses.length > 0 ? "/settings" : `/admin/users/${user.id}`}>{t("settings")}</NavLink>
      {businesses.length === 0 && <NavLink href="/settings">{nav("languageAndZone")}</NavLink>}
      <LanguageSwitch className="px-1" />
      <ShortcutSwitch>{nav("shortcut")}</ShortcutSwitch>
      <Form action={signOut} className="mt-1 border-line border-t pt-1">
        <Button type="submit" look="quiet" className="w-full justify-start px-3 text-sm">
          {t("signOut")}
        </Button>
      </Form>
    </Menu>
  );
}
