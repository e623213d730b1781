import { defaultValues, firstVerificationSeed, parseValues, type ControlValues } from "@offprint/lab";
import type { LabDeclaration } from "../paper.ts";
import { writeSearch, type SearchString } from "../search.ts";
import { isDevice, type Device } from "./device.ts";

/** Everything that a reader can set before a run. */
export interface LabSettings {
  controls: ControlValues;
  /** Names of the arms that run side by side, in the experiment's order. */
  arms: string[];
  seed: number;
  device: Device;
}

/** Live runs take small seeds; those that judge claims are out of reach. */
export const largestSeed = firstVerificationSeed - 1;

export function defaultSettings(lab: LabDeclaration): LabSettings {
  return { controls: defaultValues(lab.controls), arms: lab.liveArms, seed: 0, device: "wasm" };
}

/**
 * Reads settings from an address. What is wrong there takes its default, and a sentence says so.
 */
export function readSettings(
  lab: LabDeclaration,
  params: Iterable<[string, string]>,
): { settings: LabSettings; problems: string[] } {
  const settings = defaultSettings(lab);
  const problems: string[] = [];
  for (const [name, given] of params) {
    try {
      if (name === "arms") settings.arms = readArms(lab, given);
      else if (name === "seed") settings.seed = readSeed(given);
      else if (name === "device") settings.device = readDevice(given);
      else
        settings.controls = {
          ...settings.controls,
          [name]: parseValues(lab.controls, { [name]: given })[name]!,
        };
    } catch (error) {
      problems.push(`${error instanceof Error ? error.message : String(error)}. The default is used.`);
    }
  }
  return { settings, problems };
}

function readArms(lab: LabDeclaration, given: string): string[] {
  const names = given.split(",");
  const unknown = names.find((name) => !(name in lab.arms));
  if (unknown !== undefined) {
    throw new Error(`arms: expected some of ${Object.keys(lab.arms).join(", ")}, received ${unknown}`);
  }
  return inOrder(lab, names);
}

function readSeed(given: string): number {
  const seed = Number(given);
  if (given.trim() !== "" && isSeed(seed)) return seed;
  throw new Error(`seed: expected a whole number from 0 to ${largestSeed}, received ${given}`);
}

function readDevice(given: string): Device {
  if (isDevice(given)) return given;
  throw new Error(`device: expected wasm or webgpu, received ${given}`);
}

export const isSeed = (seed: number): boolean => Number.isInteger(seed) && seed >= 0 && seed <= largestSeed;

/** Arms in the order of the experiment, each once. */
export const inOrder = (lab: LabDeclaration, arms: string[]): string[] =>
  Object.keys(lab.arms).filter((arm) => arms.includes(arm));

/** The settings that differ from the defaults, as a search string with its question mark. */
export function writeSettings(lab: LabDeclaration, settings: LabSettings): SearchString {
  const [given, defaults] = [asText(settings), asText(defaultSettings(lab))];
  const changed = Object.entries(given).filter(([name, text]) => text !== defaults[name]);
  return writeSearch(Object.fromEntries(changed));
}

function asText({ controls, ...rest }: LabSettings): Record<string, string> {
  const entries = Object.entries({ ...controls, ...rest });
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
