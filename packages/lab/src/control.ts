import { InvalidArgumentError } from "@offprint/methods";

interface ControlBase {
  /** What the reader sees beside it. */
  label: string;
  /** One sentence on what moving it does. */
  help: string;
  /** Shown in the second row: a setting of the protocol rather than of the idea. */
  advanced?: boolean;
}

/** A number between two limits. */
export interface RangeControl extends ControlBase {
  kind: "range";
  min: number;
  max: number;
  /** Distance of neighbouring values; on a log scale the slider has a hundred positions instead. */
  step: number;
  default: number;
  scale?: "linear" | "log";
}

/** One of a few named options. */
export interface ChoiceControl<T extends string = string> extends ControlBase {
  kind: "choice";
  /** Value to label, in the order shown. */
  options: Record<T, string>;
  default: NoInfer<T>;
}

/** On or off. */
export interface SwitchControl extends ControlBase {
  kind: "switch";
  default: boolean;
}

/** Something that a reader may change before a run. */
export type Control = RangeControl | ChoiceControl | SwitchControl;
export type Controls = Record<string, Control>;
export type ControlValue = number | string | boolean;

/** The values of a set of controls. */
export type ControlValues<C extends Controls = Controls> = {
  [K in keyof C]: C[K] extends RangeControl
    ? number
    : C[K] extends SwitchControl
      ? boolean
      : C[K] extends ChoiceControl<infer T>
        ? T
        : ControlValue;
};

export const range = (control: Omit<RangeControl, "kind">): RangeControl => ({ kind: "range", ...control });
export const choice = <T extends string>(
  control: Omit<ChoiceControl<T>, "kind" | "default"> & { default: NoInfer<T> },
): ChoiceControl<T> => ({ kind: "choice", ...control });
export const toggle = (control: Omit<SwitchControl, "kind">): SwitchControl => ({
  kind: "switch",
  ...control,
});

export function defaultValues<C extends Controls>(controls: C): ControlValues<C> {
  const entries = Object.entries(controls).map(([name, control]) => [name, control.default]);
  return Object.fromEntries(entries) as ControlValues<C>;
}

/**
 * Fills in defaults and checks what a reader, a flag or a query string gave. Strings are read as the control's
 * kind says, so the same declaration serves sliders, command line flags and the API.
 * @param given values by control name; names left out take the default
 * @throws InvalidArgumentError for an unknown name, a value out of range or of the wrong kind
 */
export function parseValues<C extends Controls>(
  controls: C,
  given: Record<string, unknown>,
): ControlValues<C> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(controls, name)) {
      throw new InvalidArgumentError(name, `one of ${Object.keys(controls).join(", ")}`, name);
    }
  }
  const entries = Object.entries(controls).map(([name, control]) => [
    name,
    given[name] === undefined ? control.default : parseValue(name, control, given[name]),
  ]);
  return Object.fromEntries(entries) as ControlValues<C>;
}

function parseValue(name: string, control: Control, given: unknown): ControlValue {
  switch (control.kind) {
    case "range":
      return parseNumber(name, control, given);
    case "choice": {
      const options = Object.keys(control.options);
      if (options.includes(given as string)) return given as string;
      throw new InvalidArgumentError(name, `one of ${options.join(", ")}`, given);
    }
    case "switch":
      if (given === true || given === "true" || given === "on" || given === "1") return true;
      if (given === false || given === "false" || given === "off" || given === "0") return false;
      throw new InvalidArgumentError(name, "on or off", given);
  }
}

function parseNumber(name: string, { min, max }: RangeControl, given: unknown): number {
  const value = typeof given === "string" && given.trim() !== "" ? Number(given) : given;
  if (typeof value === "number" && value >= min && value <= max) return value;
  throw new InvalidArgumentError(name, `a number from ${min} to ${max}`, given);
}
