"use client";

import type { Route } from "next";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { Link } from "@/components/ui/link";

type NavLinkProps<T extends string> = {
  href: Route<T>;
  exact?: boolean;
  /** The beginning of other pages of this part, which have no link of their own. */
  also?: string;
  children: ReactNode;
};

/** A navigation link, marked as current in its part of the site; with `exact` only on its own page. */
export function NavLink<T extends string>({ href, exact = false, also, children }: NavLinkProps<T>) {
  const path = usePathname();
  const here = exact ? path === href : path.startsWith(href) || (also !== undefined && path.startsWith(also));
  return (
    <Link href={href} aria-current={here ? "page" : undefined} className="nav-link">
      {children}
    </Link>
  );
}
