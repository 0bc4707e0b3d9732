"use client";

import { type Options, useQueryStates } from "nuqs";
import { type ComponentProps, createContext, type ReactNode, useContext, useEffect, useTransition } from "react";
import { keepView } from "@/components/admin/connection-list/back-to-list";
import { type ListQuery, listAddress, listParsers } from "@/components/admin/connection-list/url-params";
import { Link } from "@/components/ui/link";

type Changes = Partial<{ [Name in keyof ListQuery]: ListQuery[Name] | null }>;

type ListView = {
  /** The parameters of the URL, even while their rows are still loading. */
  query: ListQuery;
  /** Whether rows are loading. Until then the old rows stay. */
  pending: boolean;
  change: (changes: Changes, options?: Pick<Options, "history" | "limitUrlUpdates" | "scroll">) => void;
};

const Context = createContext<ListView | null>(null);

/** Shares the current view of the list, which is its URL, among all components that show or change it. */
export function ListViewProvider({ children }: { children: ReactNode }) {
  const [pending, startTransition] = useTransition();
  const [query, setQuery] = useQueryStates(listParsers, { history: "push", shallow: false, startTransition });
  const change: ListView["change"] = (changes, options) => {
    void setQuery({ ...FIRST_PAGE, ...changes }, options);
  };
  const address = listAddress(query);
  useEffect(() => keepView(address), [address]);
  return <Context value={{ query, pending, change }}>{children}</Context>;
}

/** Any other change goes back to the first page, and drops the exact count, which belonged to other matches. */
const FIRST_PAGE = { after: null, before: null, row: null, exact: null } satisfies Changes;

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
      href={`/admin/connections${listAddress({ ...query, ...FIRST_PAGE, ...changes })}`}
      onNavigate={(event) => {
        event.preventDefault();
        change(changes, { scroll });
      }}
      {...props}
    />
  );
}
