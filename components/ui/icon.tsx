/** Each has a class of app/styles/icons.css. */
export type IconName =
  | "arrow-down"
  | "arrow-left"
  | "arrow-left-right"
  | "arrow-up"
  | "check"
  | "chevron-down"
  | "chevron-right"
  | "chevrons-up-down"
  | "circle-alert"
  | "circle-check"
  | "circle-user-round"
  | "copy"
  | "download"
  | "ellipsis"
  | "loader-circle"
  | "pencil"
  | "plus"
  | "receipt-text"
  | "repeat-2"
  | "search"
  | "sliders-horizontal"
  | "triangle-alert"
  | "undo-2"
  | "x";

/** A decorative icon, as large as its class says. */
export function Icon({ name, className = "size-4" }: { name: IconName; className?: string }) {
  return <span aria-hidden="true" className={`icon icon-${name} ${className}`} />;
}
