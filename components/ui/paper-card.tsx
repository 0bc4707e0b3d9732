import type { ReactNode } from "react";

type PaperCardProps = { title: string; children: ReactNode };

/** A page with a single message or question, on a paper card in the middle. */
export function PaperPage(card: PaperCardProps) {
  return (
    <main id="content" className="flex grow items-start justify-center px-5 pt-8 pb-16 sm:pt-12">
      <PaperCard {...card} />
    </main>
  );
}

/** The paper card, for a page that has its own frame. */
export function PaperCard({ title, children }: PaperCardProps) {
  return (
    <div className="w-full max-w-md drop-shadow-[0_10px_24px_rgb(20_50_40/0.1)]">
      <div className="torn rounded-t-2xl bg-surface">
        <div className="px-6 pt-8 pb-8 sm:px-9 sm:pt-10">
          <h1 className="wrap-anywhere font-semibold text-2xl tracking-tight">{title}</h1>
          {children}
        </div>
      </div>
    </div>
  );
}
