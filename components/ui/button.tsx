import { cva, type VariantProps } from "class-variance-authority";
import type { Route } from "next";
import type { LinkProps } from "next/link";
import type { ComponentProps } from "react";
import { twMerge } from "tailwind-merge";
import { Link } from "@/components/ui/link";

const button = cva(
  "wrap-anywhere inline-flex min-h-11 items-center justify-center gap-2 rounded-lg px-5 py-2.5 text-center font-medium transition-colors focus-visible:rounded-lg aria-disabled:cursor-progress aria-disabled:opacity-70",
  {
    variants: {
      look: {
        primary: "bg-accent text-on-accent hover:bg-accent-strong",
        secondary: "border border-field bg-surface text-ink hover:border-accent hover:text-accent",
        danger: "bg-alert text-on-alert hover:opacity-90",
        quietDanger: "text-alert hover:bg-alert-soft",
        quiet: "text-muted hover:bg-accent-soft hover:text-ink",
      },
    },
    defaultVariants: { look: "primary" },
  },
);

type Look = VariantProps<typeof button>;

/** A button for an action. `ButtonLink` is for navigation. */
export function Button({ look, className, type = "button", ...props }: ComponentProps<"button"> & Look) {
  return <button type={type} className={twMerge(button({ look }), className)} {...props} />;
}

/**
 * A link that looks like a button and that the browser itself follows: to a file, to a handler, or to the same page
 * again. `ButtonLink` would request a file twice, once as a page.
 */
export function PlainButtonLink<T extends string>({
  look,
  className,
  ...props
}: ComponentProps<"a"> & { href: Route<T> } & Look) {
  return <a className={twMerge(button({ look }), className)} {...props} />;
}

/** A link that looks like a button. */
export function ButtonLink<T>({ look, className, ...props }: LinkProps<T> & Look) {
  return <Link className={twMerge(button({ look }), className)} {...props} />;
}
