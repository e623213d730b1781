import { registerHooks } from "node:module";

/**
 * Registers the gradients of TensorFlow.js. The bundle of tfjs-core for Node leaves them out; they are there as
 * modules for bundlers, which import each other without file extensions, so Node has to be told how to find them.
 */
export async function registerTfjsGradients(): Promise<void> {
  const folder = new URL("./", import.meta.resolve("@tensorflow/tfjs-core")).href;
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const inside = specifier.startsWith(".") && context.parentURL?.startsWith(folder);
      return next(inside && !specifier.endsWith(".js") ? `${specifier}.js` : specifier, context);
    },
  });
  try {
    // Both copies of tfjs-core share one engine and one registry, which live in the global scope.
    await import(`${folder}register_all_gradients.js`);
  } finally {
    hooks.deregister();
  }
}
