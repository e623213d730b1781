declare global {
  namespace App {
    interface Error {
      /** Slugs of papers that the reader may have meant. */
      suggestions?: { slug: string; title: string }[];
    }
    interface Locals {
      theme: Theme;
    }
  }
  /** What the reader chose; "auto" follows the system. */
  type Theme = "auto" | "light" | "dark";
}

export {};
