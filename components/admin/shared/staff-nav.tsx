"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { NavLink } from "@/components/layout/nav-link";
import { Icon } from "@/components/ui/icon";
import { Menu } from "@/components/ui/menu";

/** The pages that staff need most often, each with the name of its text and with other pages that belong to it. */
const ENTRIES = [
  ["/admin", "overview"],
  ["/admin/connections", "connections", "/admin/saved-views"],
  ["/admin/merchants", "merchants"],
  ["/admin/notifications", "notifications"],
  ["/admin/audit", "audit"],
] as const;

/** The others, by topic. Bulk disconnects are the last. */
const GROUPS = {
  merchants: [
    ["/admin/invitations", "invitations"],
    ["/admin/connect-sessions", "connectSessions"],
    ["/admin/users", "users"],
  ],
  systems: [
    ["/admin/outgoing-receipts", "outgoingReceipts"],
    ["/admin/api-keys", "apiKeys"],
    ["/admin/webhooks", "webhooks"],
    ["/admin/brand", "brand"],
    ["/admin/system", "system"],
  ],
  many: [
    ["/admin/imports", "imports"],
    ["/admin/bulk-disconnects", "bulkDisconnects"],
  ],
} as const;

const groups = ["merchants", "systems", "many"] as const;

/** The navigation for staff, in one row. On a narrow screen the row scrolls, and begins at the current page. */
export function StaffNav() {
  const t = useTranslations("admin.nav");
  const nav = useRef<HTMLElement>(null);
  const path = usePathname();
  const isInMore = groups.some((group) => GROUPS[group].some(([href]) => path.startsWith(href)));

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page has another current entry
  useEffect(() => {
    const row = nav.current;
    if (!row) return;
    const showCurrent = () => {
      const current = row.querySelector<HTMLElement>(":scope > [aria-current], :scope > [data-current]");
      if (current) row.scrollLeft = current.offsetLeft + current.offsetWidth / 2 - row.clientWidth / 2;
    };
    // It calls at once, too, and again when a phone is turned.
    const observer = new ResizeObserver(showCurrent);
    observer.observe(row);
    return () => observer.disconnect();
  }, [path]);
  return (
    <nav ref={nav} aria-label={t("label")} className="staff-nav">
      {ENTRIES.map(([href, name, also]) => (
        <NavLink key={href} href={href} exact={href === "/admin"} also={also}>
          {t(name)}
        </NavLink>
      ))}
      <Menu
        isCurrent={isInMore}
        className="more-menu"
        button={
          <>
            {t("more")}
            <Icon name="chevron-down" />
          </>
        }
      >
        {groups.map((group) => (
          <section key={group} aria-label={t(`groups.${group}`)}>
            <p aria-hidden>{t(`groups.${group}`)}</p>
            {GROUPS[group].map(([href, name]) => (
              <NavLink key={href} href={href}>
                {t(name)}
              </NavLink>
            ))}
          </section>
        ))}
      </Menu>
    </nav>
  );
}
