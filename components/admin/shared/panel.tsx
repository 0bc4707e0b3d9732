import type { ReactNode } from "react";

type PanelProps = { id: string; title: string /** Beside the title. */; aside?: ReactNode; children: ReactNode };

/** A section of a page for staff, with its own heading. */
export function Panel({ id, title, aside, children }: PanelProps) {
  return (
    <section
      id={id}
      aria-labelledby={`${id}-title`}
      className="min-w-0 scroll-mt-4 rounded-xl border border-line bg-surface px-5 py-5 sm:px-6"
    >
      <div className="mb-4 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id={`${id}-title`} className="font-semibold text-lg">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

type FactsProps = { /** On a wide screen. */ columns?: 1 | 2; children: ReactNode };

/** A list of facts, each with a term: beside it, or above it when there are two columns. */
export function Facts({ columns = 1, children }: FactsProps) {
  return <dl className={columns === 2 ? "facts-in-columns" : "grid gap-3"}>{children}</dl>;
}

export function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid content-start gap-x-6 gap-y-0.5 sm:not-in-[.facts-in-columns]:grid-cols-[14rem_minmax(0,1fr)]">
      <dt className="text-muted">{term}</dt>
      <dd className="wrap-anywhere min-w-0">{children}</dd>
    </div>
  );
}
