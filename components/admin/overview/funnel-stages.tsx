import { getFormatter } from "next-intl/server";

type FunnelStagesProps = {
  label: string;
  /** The stages in their order, with their texts. The first one has the most. */
  stages: { text: string; count: number }[];
};

/** The stages of a funnel, each with its number and its share of the first one. */
export async function FunnelStages({ label, stages }: FunnelStagesProps) {
  const format = await getFormatter();
  const all = Math.max(stages[0]?.count ?? 0, 1);
  return (
    <ul aria-label={label} className="grid content-start gap-4">
      {stages.map(({ text, count }) => (
        <li key={text}>
          <p className="flex items-baseline justify-between gap-4">
            {text}
            <span className="whitespace-nowrap">
              <span className="font-semibold tabular-nums">{format.number(count)}</span>{" "}
              <span className="inline-block w-14 text-right text-muted text-sm tabular-nums">
                {format.number(count / all, { style: "percent", maximumFractionDigits: 1 })}
              </span>
            </span>
          </p>
          <div aria-hidden="true" className="mt-1.5 h-2.5 rounded-sm bg-paper">
            <div className="h-full rounded-sm bg-accent" style={{ width: `${(100 * count) / all}%` }} />
          </div>
        </li>
      ))}
    </ul>
  );
}
