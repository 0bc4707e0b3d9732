"use client";

import type { Route } from "next";
import type { LinkProps as NextLinkProps } from "next/link";
import { useRouter } from "next/navigation";
import { createContext, type MouseEvent, startTransition, use, useOptimistic } from "react";

/** The props of Next's own link that ours has. The compiler checks its `href` against the routes. */
export type LinkProps<T> = Omit<NextLinkProps<T>, NotOurs>;
type NotOurs =
  | "as"
  | "legacyBehavior"
  | "passHref"
  | "prefetch"
  | "shallow"
  | "transitionTypes"
  | "unstable_dynamicOnHover";

const IsPending = createContext(false);

/** Within a link: whether its page is loading. */
export function useIsLinkPending(): boolean {
  return use(IsPending);
}

/**
 * A link to a page of ours. Its page is requested when the link is followed, and not before. Next's own link would
 * request the page of each visible link ahead of time, and what it needs for that is in the scripts of each page, even
 * where it is switched off. Our pages have no loading state that could be ready earlier.
 */
export function Link<T>({ href, replace = false, scroll = true, onNavigate, onClick, ...props }: LinkProps<T>) {
  const router = useRouter();
  const [isPending, setPending] = useOptimistic(false);
  const address = String(href) as Route;
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || isForBrowser(event, event.currentTarget)) return;
    event.preventDefault();
    let isHandled = false;
    onNavigate?.({ preventDefault: () => (isHandled = true) });
    if (isHandled) return;
    startTransition(() => {
      setPending(true);
      if (replace) router.replace(address, { scroll });
      else router.push(address, { scroll });
    });
  };
  return (
    <IsPending value={isPending}>
      <a href={address} onClick={follow} {...props} />
    </IsPending>
  );
}

/**
 * Follows the plain links to our pages inside an element, as `Link` follows itself. For rows: fifty components would each
 * cost the server and the browser more than the rest of their row.
 * @returns the element's `onClick`
 */
export function useFollowLinks(): (event: MouseEvent) => void {
  const router = useRouter();
  return (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || isForBrowser(event, link)) return;
    event.preventDefault();
    startTransition(() => router.push(`${link.pathname}${link.search}` as Route));
  };
}

/** Whether the browser itself follows a link: into a new tab or window, or to a file that it stores. */
function isForBrowser({ metaKey, ctrlKey, shiftKey, altKey, button }: MouseEvent, link: HTMLAnchorElement): boolean {
  const isElsewhere = link.target !== "" && link.target !== "_self";
  return isElsewhere || link.download !== "" || metaKey || ctrlKey || shiftKey || altKey || button !== 0;
}
