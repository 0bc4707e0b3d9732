"use client";

import type { Route } from "next";
import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { NavLink } from "@/components/layout/nav-link";
import { Icon } from "@/components/ui/icon";
import { Menu } from "@/components/ui/menu";

type NavEntry = { href: Route; text: string };
export type NavGroup = { name: string; entries: NavEntry[] };

type StaffNavProps = {
  label: string;
  /** The text of the button that opens the groups. */
  more: string;
  entries: NavEntry[];
  groups: NavGroup[];
};

/** The navigation for staff, in one row. On a narrow screen the row scrolls, and begins at the current page. */
export function StaffNav({ label, more, entries, groups }: StaffNavProps) {
  const nav = useRef<HTMLElement>(null);
  const path = usePathname();
  const isInMore = groups.some((group) => group.entries.some(({ href }) => path.startsWith(href)));

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page has another current entry
  useEffect(() => {
    const row = nav.current;
    const current = row?.querySelector<HTMLElement>(":scope > [aria-current], :scope > [data-current]");
    if (row && current) row.scrollLeft = current.offsetLeft + current.offsetWidth / 2 - row.clientWidth / 2;
  }, [path]);
  return (
    <nav ref={nav} aria-label={label} className="staff-nav">
      {entries.map(({ href, text }) => (
        <NavLink key={href} href={href} exact={href === "/admin"}>
          {text}
        </NavLink>
      ))}
      <Menu
        isCurrent={isInMore}
        className="lg:relative"
        buttonClassName="min-h-11 gap-1 rounded-lg px-3 text-sm"
        panelClassName="inset-x-3 grid gap-x-4 gap-y-3 min-[21rem]:grid-cols-2 sm:grid-cols-3 lg:inset-x-auto lg:left-0 lg:w-136"
        button={
          <>
            {more}
            <Icon name="chevron-down" />
          </>
        }
      >
        {groups.map(({ name, entries }) => (
          <section key={name} aria-label={name}>
            <p aria-hidden className="px-3 pt-1 font-medium text-muted text-xs">
              {name}
            </p>
            {entries.map(({ href, text }) => (
              <NavLink key={href} href={href}>
                {text}
              </NavLink>
            ))}
          </section>
        ))}
      </Menu>
    </nav>
  );
}
