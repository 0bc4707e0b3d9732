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
    if (event.defaultPrevented || isForBrowser(event)) return;
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

/** Whether the browser itself follows a link: into a new tab or window, or to a file that it stores. */
function isForBrowser({ currentTarget, metaKey, ctrlKey, shiftKey, altKey, button }: MouseEvent<HTMLAnchorElement>) {
  const isElsewhere = currentTarget.target !== "" && currentTarget.target !== "_self";
  return isElsewhere || currentTarget.download !== "" || metaKey || ctrlKey || shiftKey || altKey || button !== 0;
}
