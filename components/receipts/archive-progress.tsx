"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";

/** How often an open page asks how far a download is, in milliseconds. */
const INTERVAL = 1_000;

/** After so many answers without a new download in a row, nobody waits for one any more. */
const MAX_MISSES = 30;

/** The step in which a screen reader announces the progress, in per cent. */
const SPOKEN_STEP = 10;

type Progress = { id: string; total: number; done: number; failed: number; state: "running" | "finished" | "broken" };

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
  const wasRunning = last?.state === "running";
  const [progress, setProgress] = useState(wasRunning ? last : null);
  const [isWaiting, setIsWaiting] = useState(wasRunning);
  /** The last download before the one that is waited for. */
  const before = useRef(wasRunning ? null : (last?.id ?? null));

  useEffect(() => {
    if (!isWaiting) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    let misses = 0;
    const look = async () => {
      const now = await askProgress(address);
      if (isOver) return;
      if (now && now.id !== before.current) {
        misses = 0;
        setProgress(now);
        if (now.state === "running") timer = setTimeout(look, INTERVAL);
        else {
          before.current = now.id;
          setIsWaiting(false);
        }
        return;
      }
      misses++;
      if (misses < MAX_MISSES) timer = setTimeout(look, INTERVAL);
      else {
        setProgress(null);
        setIsWaiting(false);
      }
    };
    timer = setTimeout(look, INTERVAL);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [address, isWaiting]);

  const submit = (event: FormEvent) => {
    // A second click would end the first request, and the server would refuse the second one.
    if (isWaiting) return event.preventDefault();
    setProgress(null);
    setIsWaiting(true);
  };
  return (
    <>
      <form action={action} onSubmit={submit} className="grid gap-4">
        {children}
        <Button type="submit" look="secondary" aria-disabled={isWaiting} className="justify-self-start">
          <Icon name="download" />
          {t("submit")}
        </Button>
      </form>
      <div className={progress ? "mt-5 grid gap-2" : ""}>
        {progress && (
          <progress
            aria-label={t("progress")}
            max={progress.total}
            value={progress.done}
            className="h-2.5 w-full appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
          />
        )}
        {progress?.state === "running" && (
          <p className="font-medium tabular-nums">{t("running", { done: progress.done, total: progress.total })}</p>
        )}
        {/* Always there, because a screen reader announces only what changes in it. */}
        <div role="status">{progress && <Status progress={progress} />}</div>
      </div>
    </>
  );
}

/** The text for screen readers: every tenth of the way, and the result. */
function Status({ progress: { state, total, done, failed } }: { progress: Progress }) {
  const t = useTranslations("receipts.archive");
  if (state === "running") {
    const percent = Math.floor((done * 100) / total / SPOKEN_STEP) * SPOKEN_STEP;
    return <p className="sr-only">{t("spoken", { percent })}</p>;
  }
  if (state === "broken") return <p className="font-medium">{t("broken", { done, total })}</p>;
  return (
    <>
      <p className="font-medium">{t("finished", { given: total - failed, total })}</p>
      {failed > 0 && <p className="text-muted">{t("failed", { failed })}</p>}
    </>
  );
}

/** How far the user's last download is; null when there is none, or no answer. */
async function askProgress(address: string): Promise<Progress | null> {
  const answer: unknown = await fetch(address, { cache: "no-store" })
    .then((response) => response.json())
    .catch(() => null);
  return isProgress(answer) ? answer.progress : null;
}

/** Whether an answer is the server's own. A schema would be most of this page's scripts. */
function isProgress(answer: unknown): answer is { progress: Progress } {
  return typeof answer === "object" && answer !== null && "progress" in answer && answer.progress !== null;
}
