import type { ReactNode } from "react";

/** A list in the settings, for example of members. */
export function RowList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className="divide-y divide-line rounded-xl border border-line bg-surface">
      {children}
    </ul>
  );
}

type RowProps = {
  title: string;
  mark?: string | undefined;
  /** Each begins on a line of its own where they have no room beside each other. */
  details?: string[];
  children?: ReactNode;
};

/** A row of the list, with its actions. */
export function Row({ title, mark, details = [], children }: RowProps) {
  return (
    <li className="flex min-h-17 items-center justify-between gap-4 py-2.5 pr-3 pl-5">
      <div className="min-w-0">
        <p className="wrap-anywhere font-medium">
          {title}
          {mark && <span className="ml-2 whitespace-nowrap font-normal text-accent text-sm">{mark}</span>}
        </p>
        {details.length > 0 && (
          <p className="wrap-anywhere flex flex-wrap gap-x-4 text-muted text-sm">
            {details.map((detail) => (
              <span key={detail}>{detail} </span>
            ))}
          </p>
        )}
      </div>
      <div className="shrink-0">{children}</div>
    </li>
  );
}
