import type { Route } from "next";
import type { ComponentProps } from "react";
import { Link, type LinkProps } from "@/components/ui/link";

/** The looks of a button: classes of app/styles/controls.css. */
type Look = { look?: "primary" | "secondary" | "danger" | "quiet-danger" | "quiet" };

const classOf = (look: string, className: string | undefined) => `button button-${look} ${className ?? ""}`.trimEnd();

/** A button for an action. `ButtonLink` is for navigation. */
export function Button({ look = "primary", className, type = "button", ...props }: ComponentProps<"button"> & Look) {
  return <button type={type} className={classOf(look, className)} {...props} />;
}

/**
 * A link that looks like a button and that the browser itself follows: to a file, to a handler, or to the same page
 * again. `ButtonLink` would request a file twice, once as a page.
 */
export function PlainButtonLink<T extends string>({
  look = "primary",
  className,
  ...props
}: ComponentProps<"a"> & { href: Route<T> } & Look) {
  return <a className={classOf(look, className)} {...props} />;
}

/** A link that looks like a button. */
export function ButtonLink<T>({ look = "primary", className, ...props }: LinkProps<T> & Look) {
  return <Link className={classOf(look, className)} {...props} />;
}
