import { useTranslations } from "next-intl";
import { type Mark, StateMark } from "@/components/ui/state-mark";
import type { ConnectionHealth } from "@/prisma/generated/enums";

const MARK: Record<ConnectionHealth, Mark> = {
  healthy: { shape: "disc", tone: "good" },
  quiet: { shape: "half", tone: "good" },
  overdue: { shape: "triangle", tone: "bad" },
  unauthorized: { shape: "diamond", tone: "bad" },
  disconnecting: { shape: "dashed", tone: "bad" },
  disconnected: { shape: "bar", tone: "muted" },
};

/** The health of a connection in a word. States differ in shape as well as in colour. */
export function HealthBadge({ health }: { health: ConnectionHealth }) {
  const t = useTranslations("health.word");
  return (
    <span className={`badge ${health}`}>
      <StateMark mark={MARK[health]} />
      {t(health)}
    </span>
  );
}
