"use client";

import { useTranslations } from "next-intl";
import { ShortcutSwitch } from "@/components/admin/shared/search-shortcut";
import { LanguageSwitch } from "@/components/layout/language-switch";
import { NavLink } from "@/components/layout/nav-link";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Icon } from "@/components/ui/icon";
import { Menu } from "@/components/ui/menu";
import { businessPath } from "@/lib/http/paths";

type AccountMenuProps = {
  userId: string;
  email: string;
  /** The ids of the businesses that they belong to themselves: of two, if there are more. */
  businesses: string[];
  signOut: () => Promise<void>;
};

/** The account of a member of staff, the businesses that they belong to themselves, and "Sign out". */
export function AccountMenu({ userId, email, businesses, signOut }: AccountMenuProps) {
  const t = useTranslations("app");
  const nav = useTranslations("admin.nav");
  const [only] = businesses.length === 1 ? businesses : [];
  return (
    <Menu
      className="account-menu"
      button={
        <>
          <Icon name="circle-user-round" className="size-5" />
          <span className="sr-only">{nav("account")}</span>
        </>
      }
    >
      <p>{t("signedInAs", { email })}</p>
      {only && <NavLink href={`${businessPath(only)}/connections`}>{nav("ownConnections")}</NavLink>}
      {only && <NavLink href={`${businessPath(only)}/settings`}>{t("business")}</NavLink>}
      {businesses.length > 1 && <NavLink href="/businesses">{t("switch.label")}</NavLink>}
      <NavLink href={businesses.length > 0 ? "/settings" : `/admin/users/${userId}`}>{t("settings")}</NavLink>
      {businesses.length === 0 && <NavLink href="/settings">{nav("languageAndZone")}</NavLink>}
      <LanguageSwitch />
      <ShortcutSwitch>{nav("shortcut")}</ShortcutSwitch>
      <Form action={signOut}>
        <Button type="submit" look="quiet">
          {t("signOut")}
        </Button>
      </Form>
    </Menu>
  );
}
