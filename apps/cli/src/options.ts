import { InvalidArgumentError } from "commander";

/** Told of a command's exit code. */
export type Done = (exitCode: number) => void;

/** Reads an option's value as a whole number that is not below another. */
export function wholeNumberFrom(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least}.`);
  };
}
