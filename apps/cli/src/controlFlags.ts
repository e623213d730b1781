import type { Control, Controls } from "@offprint/lab";
import { Option } from "commander";

/** The flag of a control: "--learning-rate" for `learningRate`. */
export function controlFlag(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** What a control takes, in words: "0 to 2.5, default 1". */
export function describeControl(control: Control): string {
  switch (control.kind) {
    case "range":
      return `${control.min} to ${control.max}, default ${control.default}`;
    case "choice":
      return `${Object.keys(control.options).join(", ")}; default ${control.default}`;
    case "switch":
      return `on or off, default ${control.default ? "on" : "off"}`;
  }
}

/** An option for each control; values stay texts, which `parseValues` of the lab reads. */
export function controlOptions(controls: Controls): Option[] {
  return Object.entries(controls).map(([name, control]) => {
    const value = control.kind === "switch" ? "on|off" : control.kind === "range" ? "number" : "name";
    const option = new Option(
      `${controlFlag(name)} <${value}>`,
      `${control.label}: ${control.help} (${describeControl(control)})`,
    );
    return option.helpGroup(control.advanced ? "Settings of the protocol:" : "Controls:");
  });
}
