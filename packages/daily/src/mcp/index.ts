/** The catalogue, the library and the experiments as tools for assistants (Model Context Protocol). */
export { createMcpServer, type McpHost } from "./createMcpServer.ts";
