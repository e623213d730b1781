import { expect, test } from "vitest";
import { categoryName, groupCategories } from "./categories.ts";

test("a category goes by its name, an unknown one by its abbreviation", () => {
  expect(categoryName("cs.LG")).toBe("Machine Learning");
  expect(categoryName("cs.XX")).toBe("cs.XX");
  expect(categoryName("constructor")).toBe("constructor");
});

test("categories stand with their archive, those of physics together", () => {
  const counts = [
    { category: "hep-th", papers: 1 },
    { category: "cs.LG", papers: 9 },
    { category: "astro-ph.GA", papers: 2 },
    { category: "cs.CV", papers: 4 },
    { category: "new-ar.XY", papers: 3 },
  ];
  expect(groupCategories(counts)).toEqual([
    {
      archive: "cs",
      name: "Computer Science",
      categories: [
        { category: "cs.CV", name: "Computer Vision and Pattern Recognition", papers: 4 },
        { category: "cs.LG", name: "Machine Learning", papers: 9 },
      ],
    },
    {
      archive: "new-ar",
      name: "new-ar",
      categories: [{ category: "new-ar.XY", name: "new-ar.XY", papers: 3 }],
    },
    {
      archive: "physics",
      name: "Physics",
      categories: [
        { category: "astro-ph.GA", name: "Astrophysics of Galaxies", papers: 2 },
        { category: "hep-th", name: "High Energy Physics, Theory", papers: 1 },
      ],
    },
  ]);
  expect(groupCategories([])).toEqual([]);
});
