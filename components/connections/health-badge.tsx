import { useTranslations } from "next-intl";
import type { ConnectionHealth } from "@/prisma/generated/enums";

/**
 * The health of a connection in a word. States differ in shape as well as in colour: app/styles/marks.css draws the mark,
 * because lists have fifty.
 */
export function HealthBadge({ health }: { health: ConnectionHealth }) {
  const t = useTranslations("health.word");
  return <span className={`badge ${health}`}>{t(health)}</span>;
}
