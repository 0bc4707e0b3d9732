import { ShareBar } from "@/components/admin/overview/share-bar";
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
    <ul aria-label={label} className="stages">
      {stages.map(({ text, count }) => (
        <li key={text}>
          <span>{text}</span>{" "}
          <p>
            <b>{format.number(count)}</b> {format.number(count / all, { style: "percent", maximumFractionDigits: 1 })}
          </p>
          <ShareBar share={count / all} />
        </li>
      ))}
    </ul>
  );
}
