import { getFormatter } from "next-intl/server";

type FunnelStagesProps = {
  label: string;
  /** The stages in their order, with their texts. The first one has the most. */
  stages: { text: string; count: number }[];
};

/** The stages of a funnel beside each other, each with its number and its share of the first one. */
export async function FunnelStages({ label, stages }: FunnelStagesProps) {
  const format = await getFormatter();
  const all = Math.max(stages[0]?.count ?? 0, 1);
  return (
    <ul aria-label={label} className="grid grid-cols-3 gap-3">
      {stages.map(({ text, count }) => (
        <li key={text} className="flex min-w-0 flex-col">
          <span className="mb-auto text-muted text-sm">{text}</span>{" "}
          <span className="mt-1 flex flex-wrap items-baseline gap-x-2 tabular-nums">
            <span className="font-semibold text-2xl tracking-tight">{format.number(count)}</span>{" "}
            <span className="text-muted text-sm">
              {format.number(count / all, { style: "percent", maximumFractionDigits: 1 })}
            </span>
          </span>
          <ShareBar share={count / all} />
        </li>
      ))}
    </ul>
  );
}

/** A share as a bar. The number is beside it. @param share from 0 to 1 */
export function ShareBar({ share }: { share: number }) {
  return (
    <span aria-hidden="true" className="mt-1.5 block h-1.5 rounded-sm bg-paper">
      <span className="block h-full rounded-sm bg-accent" style={{ width: `${100 * share}%` }} />
    </span>
  );
}
