import type { ComponentProps, ReactNode } from "react";

/** A styled text field, without label, hint and error. */
export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={className ? `field ${className}` : "field"} {...props} />;
}

/** Values with their texts, or the names of groups with such values. */
export type SelectOptions = Record<string, string | Record<string, string>>;

type SelectFieldProps = ComponentProps<"select"> & { id: string; label: string; hint?: string; options: SelectOptions };

/** A labelled select with an optional hint. */
export function SelectField({ id, label, hint, options, ...select }: SelectFieldProps) {
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="mb-2 text-muted text-sm">
          {hint}
        </p>
      )}
      <select id={id} aria-describedby={hint && `${id}-hint`} className="field" {...select}>
        {Object.entries(options).map(([value, words]) =>
          typeof words === "string" ? (
            <option key={value} value={value}>
              {words}
            </option>
          ) : (
            <optgroup key={value} label={value}>
              {Object.entries(words).map(([inner, text]) => (
                <option key={inner} value={inner}>
                  {text}
                </option>
              ))}
            </optgroup>
          ),
        )}
      </select>
    </div>
  );
}

/** The error of a field, which screen readers announce with the field. */
export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  if (!children) return null;
  return (
    <p id={id} className="mt-1.5 text-alert text-sm">
      {children}
    </p>
  );
}

type LabelledProps = { id: string; label: string; hint?: string; error?: string | undefined };

/** The label, hint and error around a control. */
function Labelled({ id, label, hint, error, children }: LabelledProps & { children: ReactNode }) {
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="wrap-anywhere mb-1.5 block font-medium">
        {label}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="wrap-anywhere mb-2 text-muted text-sm">
          {hint}
        </p>
      )}
      {children}
      <FieldError id={`${id}-error`}>{error}</FieldError>
    </div>
  );
}

/** The attributes of a control that name its hint and error to a screen reader. */
function described({ id, hint, error }: LabelledProps) {
  const ids = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return { id, "aria-invalid": error ? true : undefined, "aria-describedby": ids || undefined };
}

/** A labelled text field with an optional hint and error. */
export function Field({ id, label, hint, error, ...input }: ComponentProps<"input"> & LabelledProps) {
  const labelled = { id, label, error, ...(hint !== undefined && { hint }) };
  return (
    <Labelled {...labelled}>
      <Input {...described(labelled)} {...input} />
    </Labelled>
  );
}

/** As `Field`, for a text of several lines. */
export function TextArea({ id, label, hint, error, ...textarea }: ComponentProps<"textarea"> & LabelledProps) {
  const labelled = { id, label, error, ...(hint !== undefined && { hint }) };
  return (
    <Labelled {...labelled}>
      <textarea {...described(labelled)} rows={3} className="field" {...textarea} />
    </Labelled>
  );
}
