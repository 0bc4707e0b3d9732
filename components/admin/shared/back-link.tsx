import { ArrowLeft } from "lucide-react";
import type { LinkProps } from "next/link";
import { Link } from "@/components/ui/link";

/** A link from a detail page back to its list. */
export function BackLink<T>({ children, ...props }: Omit<LinkProps<T>, "className">) {
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
