import type { Route } from "next";
import type { ReactNode } from "react";
import { Link } from "@/components/ui/link";

/** A list of what admins started, for example of imports. */
export function RunList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className="mt-9 divide-y divide-line rounded-xl border border-line bg-surface">
      {children}
    </ul>
  );
}

type RunProps<T extends string> = {
  href: Route<T>;
  title: ReactNode;
  /** A badge: at the end of the row, and on a phone below the texts, for which there would be no room beside it. */
  state: ReactNode;
  /** The user that started it, and what went wrong. */
  children: ReactNode;
};

/** A row of the list. All of it leads to the page of what was started. */
export function Run<T extends string>({ href, title, state, children }: RunProps<T>) {
  return (
    <li className="relative flex min-h-17 flex-col items-start justify-between gap-x-4 gap-y-2 px-5 py-3 hover:bg-paper sm:flex-row sm:items-center">
      <div className="wrap-anywhere min-w-0">
        <Link href={href} className="font-medium after:absolute after:inset-0">
          {title}
        </Link>
        <p className="text-muted text-sm">{children}</p>
      </div>
      {state}
    </li>
  );
}
