import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import type { ComponentProps } from "react";

/** From a page about one to the list of all. */
export function BackLink({ children, ...props }: Omit<ComponentProps<typeof Link>, "className">) {
  return (
    <Link
      {...props}
      className="-ml-1 mb-3 inline-flex min-h-11 items-center gap-1.5 px-1 text-muted text-sm hover:text-ink"
    >
      <ArrowLeft aria-hidden className="size-4" />
      {children}
    </Link>
  );
}
