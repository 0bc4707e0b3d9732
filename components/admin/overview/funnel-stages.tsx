import { getFormatter } from "@/lib/i18n/formatter";

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
    <ul aria-label={label} className="grid content-start gap-3 sm:grid-cols-3">
      {stages.map(({ text, count }) => (
        <li
          key={text}
          className="grid min-w-0 grid-cols-[1fr_auto] items-baseline gap-x-3 sm:flex sm:flex-col sm:items-stretch"
        >
          <span className="text-muted text-sm sm:mb-auto">{text}</span>{" "}
          <span className="flex flex-wrap items-baseline gap-x-2 tabular-nums sm:mt-1">
            <span className="font-semibold text-2xl tracking-tight">{format.number(count)}</span>{" "}
            <span className="text-muted text-sm">
              {format.number(count / all, { style: "percent", maximumFractionDigits: 1 })}
            </span>
          </span>
          <span className="col-span-full">
            <ShareBar share={count / all} />
          </span>
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
