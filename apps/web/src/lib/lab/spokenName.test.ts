import { expect, test } from "vitest";
import { spokenName } from "./spokenName.ts";

test.each([
  ["accuracy", "Accuracy"],
  ["testAccuracy", "Test accuracy"],
  ["knn_z", "Knn z"],
  ["regretOOMD", "Regret OOMD"],
])("%s is said %o", (name, words) => expect(spokenName(name)).toBe(words));
