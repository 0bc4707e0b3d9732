import { Icon } from "@/components/ui/icon";
import { Link, type LinkProps } from "@/components/ui/link";

/** A link from a detail page back to its list. */
export function BackLink<T>({ children, ...props }: Omit<LinkProps<T>, "className">) {
  return (
    <Link
      {...props}
      className="-ml-1 mb-3 inline-flex min-h-11 items-center gap-1.5 px-1 text-muted text-sm hover:text-ink"
    >
      <Icon name="arrow-left" />
      {children}
    </Link>
  );
}
