import { useTranslations } from "next-intl";
import type { ConnectionHealth } from "@/prisma/generated/enums";

const DOT: Record<ConnectionHealth, string> = {
  healthy: "rounded-full bg-accent",
  quiet: "rounded-full border-2 border-accent",
  overdue: "rounded-xs bg-alert",
  unauthorized: "rotate-45 rounded-xs bg-alert",
  disconnecting: "rounded-full border-2 border-alert",
  disconnected: "rounded-full border-2 border-field",
};

/** The health of a connection in a word. States differ in shape as well as in colour. */
export function HealthBadge({ health }: { health: ConnectionHealth }) {
  const t = useTranslations("health.word");
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap text-sm">
      <span aria-hidden="true" className={`size-2.5 shrink-0 ${DOT[health]}`} />
      {t(health)}
    </span>
  );
}
