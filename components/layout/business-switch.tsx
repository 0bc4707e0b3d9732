"use client";

import { usePathname } from "next/navigation";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { Input } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { Link } from "@/components/ui/link";
import { useIsHydrated } from "@/components/ui/use-is-hydrated";
import { businessPath } from "@/lib/http/paths";

/** From this number of businesses on, the menu has a search field. */
const SEARCHED_FROM = 8;

type Business = { id: string; name: string };

type BusinessSwitchProps = {
  /** The one that was used last first. */
  businesses: Business[];
  /** The business that the page is about, if there is one. */
  current: Business | null;
  texts: Record<"label" | "choose" | "change" | "search" | "none" | "all", string>;
};

const LOOK =
  "flex min-h-11 w-full max-w-full items-center gap-2 text-left text-sm sm:w-auto sm:max-w-96 hover:text-accent";

/**
 * The business of the page, which opens the list of the others. Without its script it is a link to the page with all
 * businesses, of the same size.
 */
export function BusinessSwitch({ businesses, current, texts }: BusinessSwitchProps) {
  const isHydrated = useIsHydrated();
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const menuId = useId();
  const path = usePathname();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the menu
  useEffect(() => setOpen(false), [path]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  const content = (
    <>
      <span className="min-w-0 truncate font-medium" title={current?.name}>
        {current?.name ?? texts.choose}
      </span>
      {current && <span className="sr-only">{texts.change}</span>}
      <Icon name="chevrons-up-down" className="size-4 shrink-0 text-muted" />
    </>
  );
  if (!isHydrated) {
    return (
      <Link href="/businesses" className={LOOK}>
        {content}
      </Link>
    );
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys and the focus are those of the elements in it
    <div
      ref={root}
      className="relative"
      onBlur={({ relatedTarget }) => !root.current?.contains(relatedTarget) && setOpen(false)}
      onKeyDown={(event) => {
        if (event.key === "Escape" && isOpen) close();
        if (event.key === "ArrowDown" || event.key === "ArrowUp") moveFocus(event);
      }}
    >
      <button
        ref={button}
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? menuId : undefined}
        onClick={() => setOpen(!isOpen)}
        className={LOOK}
      >
        {content}
      </button>
      {isOpen && <Menu id={menuId} businesses={businesses} current={current} texts={texts} />}
    </div>
  );
}

function Menu({ id, businesses, current, texts }: BusinessSwitchProps & { id: string }) {
  const [search, setSearch] = useState("");
  const shown = businesses.filter(({ name }) => comparable(name).includes(comparable(search)));
  return (
    <div
      id={id}
      className="absolute top-full left-0 z-20 w-full rounded-xl border border-line bg-surface p-2 shadow-lg sm:w-96"
    >
      {businesses.length >= SEARCHED_FROM && (
        <Input
          type="search"
          aria-label={texts.search}
          placeholder={texts.search}
          autoComplete="off"
          // The user has just opened the menu, and Escape leads back.
          autoFocus
          value={search}
          onChange={({ target }) => setSearch(target.value)}
          className="mb-2"
        />
      )}
      <ul aria-label={texts.label} className="max-h-80 overflow-y-auto">
        {shown.map((business) => (
          <li key={business.id}>
            <Link
              href={`${businessPath(business.id)}/connections`}
              aria-current={business.id === current?.id ? "true" : undefined}
              className="flex min-h-11 items-center gap-3 rounded-lg px-3 py-1.5 hover:bg-accent-soft aria-[current]:font-medium"
            >
              <span className="wrap-anywhere min-w-0 grow">{business.name}</span>
              {business.id === current?.id && <Icon name="check" className="size-4 shrink-0 text-accent" />}
            </Link>
          </li>
        ))}
      </ul>
      <p role="status" className="px-3 text-muted text-sm">
        {shown.length === 0 && texts.none}
      </p>
      <Link
        href="/businesses"
        className="mt-1 flex min-h-11 items-center rounded-lg border-line border-t px-3 text-accent text-sm hover:bg-accent-soft"
      >
        {texts.all}
      </Link>
    </div>
  );
}

/** Moves the focus through the button, the search field and the links. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("button, input, a")];
  const next = stops[stops.findIndex((stop) => stop.matches(":focus")) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

/** A name for comparison with a search, without letter case. */
function comparable(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
