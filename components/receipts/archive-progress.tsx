"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { z } from "zod";

/** How often an open page asks how far a download is, in milliseconds. */
const INTERVAL = 1_000;

/** The step in which a screen reader announces the progress, in per cent. */
const SPOKEN_STEP = 10;

const progressSchema = z.object({
  id: z.string(),
  total: z.number(),
  done: z.number(),
  failed: z.number(),
  state: z.enum(["running", "finished", "broken"]),
});
type Progress = z.infer<typeof progressSchema>;

type ArchiveProgressProps = {
  /** The URL of the download, and of its progress. */
  action: string;
  address: string;
  /** The last download when the page was made. */
  last: Progress | null;
  children: ReactNode;
};

/**
 * The form of a download, and how far it is. Without JavaScript the browser alone shows that it downloads, and a page
 * that is loaded again shows how far it is.
 */
export function ArchiveProgress({ action, address, last, children }: ArchiveProgressProps) {
  const t = useTranslations("receipts.archive");
  const [progress, setProgress] = useState(last?.state === "running" ? last : null);
  /** The download that was the last one when the button was pressed; undefined while nobody waits for one. */
  const [before, setBefore] = useState<string | null | undefined>(last?.state === "running" ? null : undefined);

  useEffect(() => {
    if (before === undefined) return;
    const look = async () => {
      const answer: unknown = await fetch(address, { cache: "no-store" })
        .then((response) => response.json())
        .catch(() => null);
      const now = z.object({ progress: progressSchema }).safeParse(answer).data?.progress;
      if (!now || now.id === before) return;
      setProgress(now);
      if (now.state !== "running") setBefore(undefined);
    };
    const timer = setInterval(look, INTERVAL);
    return () => clearInterval(timer);
  }, [address, before]);

  const percent = progress && Math.floor((progress.done * 100) / progress.total);
  return (
    <>
      <form action={action} onSubmit={() => setBefore(progress?.id ?? last?.id ?? "")} className="grid gap-4">
        {children}
      </form>
      {progress && (
        <div className="mt-5 grid gap-2">
          <p id="archive-progress" className="font-medium tabular-nums">
            {t(progress.state, { done: progress.done, total: progress.total })}
          </p>
          <progress
            aria-labelledby="archive-progress"
            max={progress.total}
            value={progress.done}
            className="h-2.5 w-full appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
          />
          {progress.failed > 0 && <p className="text-muted">{t("failed", { failed: progress.failed })}</p>}
          <p role="status" className="sr-only">
            {progress.state === "running"
              ? t("spoken", { percent: Math.floor((percent ?? 0) / SPOKEN_STEP) * SPOKEN_STEP })
              : t(progress.state, { done: progress.done, total: progress.total })}
          </p>
        </div>
      )}
    </>
  );
}
