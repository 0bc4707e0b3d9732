"use client";

import { useRouter, useSearchParams } from "next/navigation";
import {
  type ComponentProps,
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useState,
  useTransition,
} from "react";
import { keepView } from "@/components/admin/connection-list/back-to-list";
import { DEFAULTS, type ListQuery, listAddress, readListQuery } from "@/components/admin/connection-list/url-params";
import { Link } from "@/components/ui/link";

const LIST = "/admin/connections";

type Changes = Partial<{ [Name in keyof ListQuery]: ListQuery[Name] | null }>;

type Options = {
  /** Whether the change replaces the current entry of the browser's history. */
  replace?: boolean;
  /** Whether the change may wait for the rows of the one before, and for a newer change that takes its place. */
  isTyped?: boolean;
  scroll?: boolean;
};

type ListView = {
  /** The parameters of the URL, even while their rows are still loading. */
  query: ListQuery;
  /** Whether rows are loading. Until then the old rows stay. */
  pending: boolean;
  change: (changes: Changes, options?: Options) => void;
};

const Context = createContext<ListView | null>(null);

/** Shares the current view of the list, which is its URL, among all components that show or change it. */
export function ListViewProvider({ children }: { children: ReactNode }) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const fromUrl = readListQuery(useSearchParams());
  const shown = listAddress(fromUrl);
  const [asked, setAsked] = useState<Asked | null>(null);
  const waiting = useRef<Waiting | null>(null);

  const isAhead = asked?.since.includes(shown) ?? false;
  const query = asked && isAhead ? asked.query : fromUrl;
  const address = listAddress(query);

  const change: ListView["change"] = (changes, { replace = false, isTyped = false, scroll = false } = {}) => {
    const next = withChanges(query, changes);
    const target = listAddress(next);
    setAsked({ query: next, since: [...(asked && isAhead ? asked.since : []), shown, target] });
    // A change that replaces one which has not been sent yet adds the entry that the other would have added.
    const isReplacing = replace && (waiting.current?.isReplacing ?? true);
    waiting.current = { target, isReplacing, scroll };
    // Each key would else start a search, and most of them for rows that nobody sees.
    if (!isTyped || !pending) send();
  };

  const send = () => {
    if (!waiting.current) return;
    const { target, isReplacing, scroll } = waiting.current;
    waiting.current = null;
    const go = isReplacing ? router.replace : router.push;
    startTransition(() => go(`${LIST}${target}`, { scroll }));
  };

  // The URL has caught up, or left for another view by the browser's buttons.
  useEffect(() => {
    if (!asked) return;
    const hasLeft = !asked.since.includes(shown);
    // A change that was still waiting belonged to the view that the user has left.
    if (hasLeft) waiting.current = null;
    // A key may have been pressed since: the effect runs after the rows have been drawn.
    if (hasLeft || listAddress(asked.query) === shown) setAsked((newest) => (newest === asked ? null : newest));
  }, [asked, shown]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was typed in the meantime is sent when the rows are there
  useEffect(() => {
    if (!pending) send();
  }, [pending]);
  useEffect(() => keepView(address), [address]);
  return <Context value={{ query, pending, change }}>{children}</Context>;
}

/** A view that the URL does not show yet. `since`: the views that the URL may show on the way there. */
type Asked = { query: ListQuery; since: string[] };

/** A change that has not been sent. */
type Waiting = { target: ReturnType<typeof listAddress>; isReplacing: boolean; scroll: boolean };

/** Any other change goes back to the first page, and drops the exact count, which belonged to other matches. */
const FIRST_PAGE = { after: null, before: null, row: null, exact: null } satisfies Changes;

/** A view with changes. Null stands for the first view's value. */
function withChanges(query: ListQuery, changes: Changes): ListQuery {
  const changed = Object.entries({ ...FIRST_PAGE, ...changes }).map(([name, value]) => [
    name,
    value ?? DEFAULTS[name as keyof ListQuery],
  ]);
  return { ...query, ...Object.fromEntries(changed) };
}

export function useListView(): ListView {
  const view = useContext(Context);
  if (!view) throw new Error("There is no ListViewProvider");
  return view;
}

type ViewLinkProps = Omit<ComponentProps<typeof Link>, "href"> & { changes: Changes };

/**
 * A link to another view of the list. Its URL can be bookmarked.
 * @param scroll whether it scrolls to the top: for other rows, but not for the same rows in another form
 */
export function ViewLink({ changes, scroll = false, ...props }: ViewLinkProps) {
  const { query, change } = useListView();
  return (
    <Link
      href={`${LIST}${listAddress(withChanges(query, changes))}`}
      onNavigate={(event) => {
        event.preventDefault();
        change(changes, { scroll });
      }}
      {...props}
    />
  );
}
