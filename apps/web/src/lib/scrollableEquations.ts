import type { Attachment } from "svelte/attachments";

const attributes = { tabindex: "0", role: "group", "aria-label": "Equation, scrolls sideways" };

/** Lets the keyboard reach equations that are too wide for the page and scroll. */
export const scrollableEquations: Attachment<HTMLElement> = (element) => {
  const mark = () => {
    for (const equation of element.querySelectorAll<HTMLElement>(".katex-display")) {
      const scrolls = equation.scrollWidth > equation.clientWidth + 1;
      for (const [name, value] of Object.entries(attributes)) {
        if (scrolls) equation.setAttribute(name, value);
        else equation.removeAttribute(name);
      }
    }
  };
  const observer = new ResizeObserver(mark);
  observer.observe(element);
  return () => observer.disconnect();
};
