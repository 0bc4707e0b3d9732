"use client";

import { type KeyboardEvent, type MouseEvent, useMemo, useState } from "react";

const NONE: ReadonlySet<string> = new Set();

/**
 * The selected rows of a page. Shift-click, and Shift with the arrow keys, select several.
 * @param ids of the rows, in order
 * @param view changing it clears the selection
 * @returns the same object until the rows or the selection change
 */
export function useSelection(ids: string[], view: string) {
  const [state, setState] = useState<State>({ view, picked: NONE, all: false, anchor: 0 });
  return useMemo(() => {
    const none: State = { view, picked: NONE, all: false, anchor: 0 };
    return selectionOf(ids, state.view === view ? state : none, setState);
  }, [ids, view, state]);
}

type State = { view: string; picked: ReadonlySet<string>; all: boolean; anchor: number };

function selectionOf(ids: string[], current: State, setState: (state: State) => void) {
  const { view, picked, all, anchor } = current;
  const set = (from: number, to: number, chosen: boolean) => {
    const range = ids.slice(Math.min(from, to), Math.max(from, to) + 1);
    const others = [...picked].filter((id) => !range.includes(id));
    setState({ view, picked: new Set(chosen ? [...others, ...range] : others), all: false, anchor: to });
  };
  return {
    all,
    picked,
    isPicked: (id: string) => all || picked.has(id),
    selectPage: (chosen: boolean) => set(0, ids.length - 1, chosen),
    selectAll: () => setState({ ...current, picked: new Set(ids), all: true }),
    clear: () => setState({ view, picked: NONE, all: false, anchor: 0 }),
    /** The props of a row's checkbox. */
    checkbox: (index: number) => ({
      onClick: (event: MouseEvent<HTMLInputElement>) =>
        set(event.shiftKey ? anchor : index, index, event.currentTarget.checked),
      onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        const next = index + (step ?? 0);
        if (!step || !ids[next]) return;
        event.preventDefault();
        event.currentTarget.closest("tbody")?.querySelectorAll<HTMLInputElement>("input[type=checkbox]")[next]?.focus();
        if (event.shiftKey) set(index, next, true);
      },
    }),
  };
}

export type Selection = ReturnType<typeof selectionOf>;
