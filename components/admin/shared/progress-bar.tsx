type ProgressBarProps = {
  /** The id of the element that names it. */
  labelledBy: string;
  /** The share that is done, from 0 to 1; null while the total is unknown. */
  done: number | null;
};

/** The progress of work in the background. */
export function ProgressBar({ labelledBy, done }: ProgressBarProps) {
  return (
    <progress
      aria-labelledby={labelledBy}
      {...(done !== null && { value: done })}
      className="h-2.5 w-full appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
    />
  );
}
