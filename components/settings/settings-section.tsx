import type { ReactNode } from "react";
import { Notice } from "@/components/ui/notice";

type SettingsSectionProps = {
  id: string;
  title: string;
  body: string;
  /** The notice of the last action in this section. */
  done?: string | undefined;
  children: ReactNode;
};

/** A section of the settings: its description beside its controls. */
export function SettingsSection({ id, title, body, done, children }: SettingsSectionProps) {
  return (
    <section
      id={id}
      aria-labelledby={`${id}-title`}
      className="fold grid scroll-mt-2 grid-cols-1 gap-x-10 gap-y-5 py-9 md:grid-cols-[16rem_minmax(0,1fr)]"
    >
      <div>
        <h2 id={`${id}-title`} className="font-semibold text-lg">
          {title}
        </h2>
        <p className="mt-1.5 wrap-anywhere text-muted text-sm">{body}</p>
      </div>
      <div className="grid grid-cols-1 content-start gap-6">
        {done && <Notice kind="good">{done}</Notice>}
        {children}
      </div>
    </section>
  );
}
