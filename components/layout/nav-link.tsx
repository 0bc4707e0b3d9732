"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

/** An entry of the main navigation, marked when the page is in its part of the site. */
export function NavLink({ href, children }: { href: string; children: ReactNode }) {
  const here = usePathname().startsWith(href);
  return (
    <Link
      href={href}
      aria-current={here ? "page" : undefined}
      className="flex min-h-11 items-center rounded-lg px-3 text-muted text-sm hover:text-ink aria-[current]:font-medium aria-[current]:text-accent"
    >
      {children}
    </Link>
  );
}
