export { InvalidArgumentError } from "./errors.ts";
