type RadioCardsProps = {
  legend: string;
  name: string;
  defaultValue: string;
  /** Each value with its name and what it means. */
  options: { value: string; name: string; meaning: string }[];
};

/** A choice of one of a few options, each explained. Only screen readers get the legend. */
export function RadioCards({ legend, name, defaultValue, options }: RadioCardsProps) {
  return (
    <fieldset className="grid grid-cols-1 gap-2.5">
      <legend className="sr-only">{legend}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="flex gap-3 rounded-lg border border-line p-3.5 has-checked:border-accent has-checked:bg-accent-soft"
        >
          <input
            type="radio"
            name={name}
            value={option.value}
            defaultChecked={option.value === defaultValue}
            aria-labelledby={`${option.value}-name`}
            aria-describedby={`${option.value}-means`}
            className="mt-0.5"
          />
          <span>
            <span id={`${option.value}-name`} className="block font-medium">
              {option.name}
            </span>
            <span id={`${option.value}-means`} className="mt-0.5 block text-muted text-sm">
              {option.meaning}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
